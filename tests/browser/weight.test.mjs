// SPDX-License-Identifier: EUPL-1.2
//
// What a first visit costs: bytes and requests. Pages leave the server uncompressed, because the web
// server in front compresses them; so a page counts as its gzip. Assets count as what a browser gets
// over TLS, which every real installation has: brotli, which browsers do not ask for without it.

import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { withPortal } from "./support/browser.mjs";

const check = withPortal();
const most = { bytes: 60_000, requests: 9 };

// Bytes of headers and body as they stand when brotli is asked for.
async function overTls(url) {
	const sent = await fetch(url, { method: "HEAD", headers: { "Accept-Encoding": "br" } });
	const headers = [...sent.headers].reduce((sum, [key, value]) => sum + key.length + value.length + 4, 0);
	return headers + Number(sent.headers.get("content-length"));
}

for (const [name, address] of [["start", "/"], ["catalogue", "/methods"], ["question", "/find-a-method/question/4?change=yes&open=yes"]])
	for (const colorScheme of ["light", "dark"])
		check(`weight: ${name} (${colorScheme})`, async ({ portal, open }) => {
			const page = await open({ colorScheme });
			const session = await page.context().newCDPSession(page);
			const weights = new Map();
			const urls = new Map();
			await session.send("Network.enable");
			session.on("Network.requestWillBeSent", ({ requestId, request }) => {
				if (!request.url.startsWith("data:")) urls.set(requestId, request.url);
			});
			session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
				if (urls.has(requestId)) weights.set(urls.get(requestId), encodedDataLength);
			});
			const url = await portal.url("sv", address);
			const answer = await page.goto(url, { waitUntil: "networkidle" });
			const html = await answer.body();
			weights.set(url, weights.get(url) - html.length + gzipSync(html, { level: 6 }).length);
			for (const one of weights.keys())
				if (/\.(css|js|svg)$/.test(one)) weights.set(one, await overTls(one));
			const bytes = [...weights.values()].reduce((sum, one) => sum + one, 0);
			const list = [...weights].map(([one, n]) => `${n} ${new URL(one).pathname}`).join("\n");
			assert.ok(bytes <= most.bytes, `${bytes} bytes, at most ${most.bytes}:\n${list}`);
			assert.ok(urls.size <= most.requests, `${urls.size} requests, at most ${most.requests}:\n${list}`);
			for (const one of weights.keys())
				if (/\.(css|js|svg)$/.test(one)) {
					const sent = await fetch(one, { headers: { "Accept-Encoding": "gzip" } });
					assert.equal(sent.headers.get("content-encoding"), "gzip", one);
					assert.match(sent.headers.get("cache-control"), /immutable/, one);
				}
		});
