// A page that was opened by double click may not fetch others: the search then lists what it finds, without excerpts.
if (location.protocol === "file:") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;

// What is typed goes into the fragment of the address, which a browser keeps to itself: no server is sent it.
document.addEventListener("submit", (event) => {
  if (!event.target.matches(".taste")) return;
  event.preventDefault();
  const headline = document.getElementById("taste-headline").value;
  location.href = `${event.target.action}#headline=${encodeURIComponent(headline)}`;
});
