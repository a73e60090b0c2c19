"use strict";
/** Keeps the choice of light or dark that the reader made on the course's other pages. Without one, the system's holds. */
try {
  const chosen = localStorage.getItem("mode");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
} catch {
  // Some browsers keep nothing for pages that were opened from a folder.
}
