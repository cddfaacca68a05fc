// Tells more exactly what the page knows from headers alone: what the browser says of the device.
// Nothing of it is sent unless its box is ticked; what was ticked before stays as it was then.

async function known() {
  const hints = navigator.userAgentData;
  const found = {
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    screen: `${screen.width} × ${screen.height}, ${innerWidth} × ${innerHeight}`,
    language: navigator.language,
  };
  if (hints) {
    const { platform, platformVersion } = await hints.getHighEntropyValues(["platformVersion"]);
    const major = Number.parseInt(platformVersion, 10);
    if (platform === "Windows" && major > 0) {
      found.system = major >= 13 ? "Windows 11" : "Windows 10";
    } else if (platform === "macOS" && platformVersion) {
      found.system = `macOS ${platformVersion}`;
    }
  }
  return found;
}

// `section` holds one [data-item] for each item: a box, a hidden field, and [data-value].
export default async function diagnostics(section) {
  const found = await known().catch(() => ({}));
  for (const row of section.querySelectorAll("[data-item]")) {
    const value = found[row.dataset.item];
    if (value && !row.querySelector("input[type=checkbox]").checked) {
      row.querySelector("[data-value]").textContent = value;
      row.querySelector("input[type=hidden]").value = value;
      row.hidden = false;
    }
  }
}
