// Before the first paint, so that a dark page never flashes light. A choice of the visitor goes before the system's.
(() => {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const show = () => {
    const chosen = localStorage.getItem("groupmate.theme");
    const theme = chosen === "light" || chosen === "dark" ? chosen : dark.matches ? "dark" : "light";
    document.documentElement.dataset.theme = theme;
  };
  dark.addEventListener("change", show);
  addEventListener("groupmate:theme", show);
  show();
})();
