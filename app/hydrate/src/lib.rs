//! The front end's entry: what cargo-leptos turns into WebAssembly. Everything else is in `shell` and below it.

/// Nothing reads these bytes. The splitter of cargo-leptos gives each part of the code its own data and aligns them anew; where
/// that makes all of it longer than it was, it keeps everything in the first file instead (wasm_split_cli_support 0.2.3, emit.rs:
/// "Overlapping segments"): 100 KB of texts that the start page does not need. This is the room that aligning takes, with much to spare:
/// spaces cost nothing on the way.
#[used]
static ROOM_TO_ALIGN: [u8; 32768] = [b' '; 32768];

/// Takes over the page that the server has rendered.
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_lazy(shell::App);
}
