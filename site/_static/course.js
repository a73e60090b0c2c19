// A page that was opened by double click may not fetch others: the search then lists what it finds, without excerpts.
if (location.protocol === "file:") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;
