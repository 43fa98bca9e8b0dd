// Takes out of the built front end what only costs bytes. wasm-bindgen ends the name of each function that it imports from the page with
// a hash of sixteen digits, in the first WASM file and in its JavaScript: 300 names that no compression can shorten, 7 kB of a first
// visit. They get short ones, numbered in the order of the JavaScript, so equal files stay equal. The splitter's JavaScript is minified.
import { transformSync } from 'esbuild'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const folder = 'target/site/pkg'
const NAME = /__wbg_\w+_[0-9a-f]{16}(?!\w)/g
const IMPORTS = 2

/** The names that the build has just given its files. */
const hashes = Object.fromEntries(readFileSync('target/release/hash.txt', 'utf8').trim().split('\n').map((line) => line.split(': ')))

/** Writes a file and its two compressed forms. */
function write(file, bytes) {
  const { BROTLI_PARAM_QUALITY, BROTLI_PARAM_SIZE_HINT, BROTLI_MAX_QUALITY } = constants
  const params = { [BROTLI_PARAM_QUALITY]: BROTLI_MAX_QUALITY, [BROTLI_PARAM_SIZE_HINT]: bytes.length }
  writeFileSync(file, bytes)
  writeFileSync(`${file}.br`, brotliCompressSync(bytes, { params }))
  writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }))
}

/** A number of WASM at `at`, and where it ends. */
function number(bytes, at) {
  let value = 0
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++]
    value += (byte & 0x7f) * 2 ** shift
    if (byte < 0x80) return [value, at]
  }
}

function numberOf(value) {
  const bytes = []
  do {
    const rest = Math.floor(value / 128)
    bytes.push((value % 128) + (rest ? 128 : 0))
    value = rest
  } while (value)
  return Buffer.from(bytes)
}

/** The section of imports with other names. `short` says which name an import gets. */
function renamed(section, short) {
  const [count, begin] = number(section, 0)
  const parts = [section.subarray(0, begin)]
  let at = begin
  /** Where a limit of a table or a memory ends. */
  const limits = (at) => {
    const flags = section[at++]
    ;[, at] = number(section, at)
    return flags & 1 ? number(section, at)[1] : at
  }
  for (let i = 0; i < count; i++) {
    const from = at
    let length
    ;[length, at] = number(section, at)
    at += length
    parts.push(section.subarray(from, at))
    ;[length, at] = number(section, at)
    const name = Buffer.from(short(section.toString('utf8', at, at + length)))
    at += length
    parts.push(numberOf(name.length), name)
    const kind = at
    const what = section[at++]
    if (what === 0) [, at] = number(section, at)
    else if (what === 1) at = limits(at + 1)
    else if (what === 2) at = limits(at)
    else if (what === 3) at += 2
    else throw new Error(`an import of kind ${what}`)
    parts.push(section.subarray(kind, at))
  }
  if (at !== section.length) throw new Error('the section of imports was misread')
  return Buffer.concat(parts)
}

const script = join(folder, `doorstep.${hashes.js}.js`)
const module = join(folder, `doorstep.${hashes.wasm}.wasm`)
const text = readFileSync(script, 'utf8')
const names = [...new Set(text.match(NAME) ?? [])]
if (names.length) {
  const short = new Map(names.map((name, i) => [name, `w${i.toString(36)}`]))
  const bytes = readFileSync(module)
  const parts = [bytes.subarray(0, 8)]
  for (let at = 8; at < bytes.length; ) {
    const id = bytes[at]
    const [length, begin] = number(bytes, at + 1)
    const section = bytes.subarray(begin, begin + length)
    at = begin + length
    const body = id === IMPORTS ? renamed(section, (name) => short.get(name) ?? name) : section
    parts.push(Buffer.from([id]), numberOf(body.length), body)
  }
  write(module, Buffer.concat(parts))
  write(script, Buffer.from(text.replace(NAME, (name) => short.get(name))))
}
const splitter = join(folder, `__wasm_split.${hashes.split}.js`)
write(splitter, Buffer.from(transformSync(readFileSync(splitter, 'utf8'), { minify: true, format: 'esm', target: 'es2022' }).code))
