// Leaflet's package names only its UMD build; the ES module beside it has the same API and can be tree-shaken.
declare module "leaflet/dist/leaflet-src.esm.js" {
  export * from "leaflet";
}
