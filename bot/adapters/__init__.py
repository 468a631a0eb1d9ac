"""The platforms the bot lives on, one package each; none imports another."""
