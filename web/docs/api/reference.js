// A file of its own, not a script in the page: the page's content security policy allows 'self' only.
// Every switch here keeps the reference from naming, loading from or sending to another host.
Scalar.createApiReference("#reference", {
  url: "/api/openapi.json",
  theme: "default",
  withDefaultFonts: false,
  telemetry: false,
  agent: { disabled: true },
  mcp: { disabled: true },
  hideClientButton: true,
  showDeveloperTools: "never",
});
