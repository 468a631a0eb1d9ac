"""The rules of a programme: frozen values and pure functions over them and `now`. Standard library only; they word nothing."""
