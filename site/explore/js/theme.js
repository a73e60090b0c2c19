"use strict";
/** Light or dark, as the reader chose on the course's other pages; without a choice, as the system has it. */
{
  const system = matchMedia("(prefers-color-scheme: dark)");

  function chosen() {
    try {
      return localStorage.getItem("mode");
    } catch {
      return null; // some browsers keep nothing for pages that were opened from a folder
    }
  }

  function apply() {
    const mode = ["light", "dark"].find((each) => each === chosen());
    document.documentElement.dataset.theme = mode ?? (system.matches ? "dark" : "light");
  }

  apply();
  system.addEventListener("change", apply);
}
