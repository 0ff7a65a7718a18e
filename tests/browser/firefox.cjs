// Playwright opens no page without a command, about colours, that Debian's Firefox does not know yet.
// Firefox gets one that changes nothing instead. Remove this when the journeys pass without it.
"use strict";
const { stringify } = JSON;
JSON.stringify = (value, ...more) => stringify(
  value?.method === "emulation.setMediaFeaturesOverride"
    ? { id: value.id, method: "session.status", params: {} }
    : value,
  ...more,
);
