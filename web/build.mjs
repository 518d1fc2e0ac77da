// SPDX-License-Identifier: EUPL-1.2
//
// Builds everything a browser fetches, apart from the pages themselves:
//
//     node build.mjs [OUTDIR]          (default: dist beside this file)
//
// OUTDIR gets files named after their content (app.3f2a91c0.css), so that they may be cached for
// ever, and manifest.json, which maps the logical name (app.css) to the file name. Text files stand
// there compressed too (app.3f2a91c0.css.gz and .br). The same input gives the same bytes. Files
// that an earlier build listed in its manifest are removed.
//
// A theme is theme/NAME.css. What is made for each of them has a logical name that begins with it:
// "skog/theme.css", and "skog/mark.svg", the picture in the theme's colours.

import { createHash } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { build } from "esbuild";
import { filesIn, paintedBoth, root, themeColours, themeNames } from "./themes.mjs";

const out = path.resolve(process.argv[2] ?? path.join(root, "dist"));

// Browsers that get the full layout; older ones still get readable HTML.
const target = ["chrome111", "edge111", "firefox115", "safari16.4"];

// Packages whose content reaches the browser. Their licences are handed on with it.
const shipped = ["@digdir/designsystemet-css", "@fontsource-variable/source-sans-3"];

// Logical name of each font file -> where it comes from. The files are passed on unchanged.
const fonts = {
	"source-sans-3-latin.woff2": "source-sans-3-latin-wght-normal.woff2",
	"source-sans-3-latin-ext.woff2": "source-sans-3-latin-ext-wght-normal.woff2",
};

// Compressed by its own format.
const isPacked = (file) => /\.(woff2|png)$/.test(file);

const files = new Map(); // file name -> bytes
const manifest = {}; // logical name -> file name

function add(logical, content) {
	const bytes = Buffer.from(content);
	const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 8);
	const { dir, name, ext } = path.parse(logical);
	manifest[logical] = `${dir && `${dir}-`}${name}.${hash}${ext}`;
	files.set(manifest[logical], bytes);
}

async function addFonts() {
	const dir = path.join(root, "node_modules/@fontsource-variable/source-sans-3/files");
	for (const [logical, file] of Object.entries(fonts))
		add(logical, await readFile(path.join(dir, file)));
}

// In style sheets, url("mark.svg") means "the asset with this logical name".
const hashedAssets = {
	name: "hashed-assets",
	setup(b) {
		b.onResolve({ filter: /\.(woff2|svg)$/ }, (args) => {
			const name = manifest[path.basename(args.path)];
			if (!name) return { errors: [{ text: `no asset named ${args.path}` }] };
			return { path: `./${name}`, external: true };
		});
	},
};

async function bundle(options) {
	const result = await build({
		absWorkingDir: root,
		bundle: true,
		minify: true,
		write: false,
		target,
		charset: "utf8",
		legalComments: "none",
		logLevel: "warning",
		plugins: [hashedAssets],
		...options,
	});
	return result.outputFiles[0].text;
}

// The theme without the custom properties that neither it nor the style sheet asks for.
function needed(theme, css) {
	let before;
	do {
		before = theme;
		const asked = new Set([...(css + theme).matchAll(/var\(\s*(--[\w-]+)/g)].map(([, name]) => name));
		theme = theme.replace(/(--[\w-]+):[^;{}]*(;|(?=}))/g, (rule, name) => (asked.has(name) ? rule : ""));
	} while (theme !== before);
	return theme;
}

async function addThemes(css) {
	for (const theme of await themeNames()) {
		const colours = await themeColours(theme);
		const contents = `@import "./theme/${theme}.css" layer(ds);`;
		const whole = await bundle({ stdin: { contents, resolveDir: root, loader: "css" } });
		add(`${theme}/theme.css`, needed(whole, css));
		for (const file of await filesIn("img", ".svg"))
			add(`${theme}/${file}`, paintedBoth(await readFile(path.join(root, "img", file), "utf8"), colours));
		add(`${theme}/share.png`, await readFile(path.join(root, `share/${theme}.png`)));
	}
}

async function licences() {
	const parts = [
		"Third-party material in these files, with its licences.\n" +
			"The portal's own style sheet, script and pictures: EUPL-1.2.\n",
	];
	for (const name of shipped) {
		const dir = path.join(root, "node_modules", name);
		const { version, license } = JSON.parse(await readFile(path.join(dir, "package.json"), "utf8"));
		const text = (await readFile(path.join(dir, "LICENSE"), "utf8")).replace(/\r\n/g, "\n").trim();
		parts.push(`${"=".repeat(72)}\n${name} ${version} (${license})\n${"=".repeat(72)}\n\n${text}\n`);
	}
	return parts.join("\n");
}

async function removeEarlierBuild() {
	let earlier;
	try {
		earlier = JSON.parse(await readFile(path.join(out, "manifest.json"), "utf8"));
	} catch {
		return;
	}
	for (const file of Object.values(earlier))
		if (path.basename(file) === file && !files.has(file))
			for (const ending of ["", ".gz", ".br"]) await rm(path.join(out, file + ending), { force: true });
}

await addFonts();
const css = await bundle({ entryPoints: ["css/app.css"] });
const own = await bundle({ entryPoints: ["css/own.css"] });
add("app.css", css);
add("own.css", own);
add("app.js", await bundle({ entryPoints: ["js/app.js"], format: "iife" }));
await addThemes(css + own);

await mkdir(out, { recursive: true });
await removeEarlierBuild();
for (const [name, bytes] of files) {
	await writeFile(path.join(out, name), bytes);
	if (isPacked(name)) continue;
	await writeFile(path.join(out, `${name}.gz`), gzipSync(bytes, { level: 9 }));
	await writeFile(path.join(out, `${name}.br`), brotliCompressSync(bytes));
}
const sorted = Object.fromEntries(Object.entries(manifest).sort(([a], [b]) => (a < b ? -1 : 1)));
await writeFile(path.join(out, "manifest.json"), `${JSON.stringify(sorted, null, "\t")}\n`);
await writeFile(path.join(out, "licences.txt"), await licences());

for (const [logical, name] of Object.entries(sorted)) {
	const bytes = files.get(name);
	const packed = isPacked(name) ? "" : `${gzipSync(bytes, { level: 9 }).length} gzipped`;
	console.log(logical.padEnd(32), name.padEnd(42), String(bytes.length).padStart(7), packed);
}
