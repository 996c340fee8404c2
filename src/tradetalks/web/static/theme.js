// Before anything is painted: the reader's choice of light or dark, from the link or as it was kept; else that of the system.
(() => {
  const kept = (() => {
    try {
      return localStorage.getItem("theme");
    } catch {
      return null;
    }
  })();
  const asked = new URLSearchParams(location.search).get("theme") || kept;
  if (asked === "light" || asked === "dark") document.documentElement.dataset.theme = asked;
})();
