// Runs before the first paint, so that a remembered theme does not flash.
(() => {
  // strangers have no zone of their own here: from the next page on times are in their browser's
  document.cookie = `zone=${Intl.DateTimeFormat().resolvedOptions().timeZone}; path=/; max-age=31536000; samesite=lax`;
  try {
    const theme = localStorage.getItem("theme");
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  } catch { /* storage is off: the system's setting decides */ }
})();
