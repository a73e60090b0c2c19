// A page that was opened by double click may not fetch others: the search then lists what it finds, without excerpts.
if (location.protocol === "file:") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;

document.addEventListener("DOMContentLoaded", () => {
  for (const table of document.querySelectorAll("table.dataframe")) alignNumbers(table);
  for (const image of document.querySelectorAll(".cell_output img")) offerLarge(image);
});

/** Sets the columns of `table` that hold numbers, and their heads, to the right. */
function alignNumbers(table) {
  const rows = [...table.tBodies].flatMap((body) => [...body.rows]);
  const isNumber = (cell) => cell?.matches("td") && /^[-+−]?[\d.,]+( ?%)?( \(.*\))?$|^[-–]?$|^nan$/i.test(cell.textContent.trim());
  // Counted from the right, since rows may share what stands on their left.
  for (let column = 1; column <= (rows[0]?.cells.length ?? 0); column++) {
    if (!rows.every((row) => isNumber(row.cells[row.cells.length - column]))) continue;
    for (const row of table.rows) row.cells[row.cells.length - column]?.classList.add("number");
  }
}

/** Shows the figure `image` by itself, as large as the window or larger, when it is clicked, or its button is. */
function offerLarge(image) {
  const frame = Object.assign(document.createElement("span"), { className: "figure" });
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: "⤢", ariaLabel: "Enlarge the figure" });
  image.replaceWith(frame);
  frame.append(image, button);
  frame.addEventListener("click", () => {
    const dialog = Object.assign(document.createElement("dialog"), { className: "enlarged", ariaLabel: "The figure, enlarged" });
    dialog.append(image.cloneNode());
    dialog.addEventListener("click", () => dialog.close());
    dialog.addEventListener("keydown", (event) => event.key === "Escape" && dialog.close()); // which the theme keeps for itself
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
  });
}
