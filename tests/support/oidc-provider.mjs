// SPDX-License-Identifier: EUPL-1.2
//
// An OpenID Connect provider for tests: npm's oidc-provider with one client, a login page where the name typed
// becomes the subject, and keys that change when asked.
//
//   node oidc-provider.mjs [--port N] [--algorithm RS256|ES256|PS256] [--auth client_secret_basic|client_secret_post]
//                          [--people FILE] [--auto NAME] [--tls FOLDER]
//
// Prints its issuer, "http://127.0.0.1:PORT", and serves until its standard input ends. The client is CLIENT with
// SECRET, and may come back to any address of this machine. FILE is {"name": {claims}} and replaces the people below;
// a name that is not among them has no claims. --auto signs everybody in as NAME without a page. --tls serves
// https://localhost:PORT with key.pem and cert.pem of FOLDER.
//
//   SIGUSR2 or GET /test/rotate    a new key, and the old one is gone
//   GET /test/log                  how many requests each path has had, as JSON
//
// The page has a form with the fields "login" and "answer" ("yes" or "no"), which needs no script.

import { generateKeyPairSync, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";

export const CLIENT = "radslag-test";
export const SECRET = "en hemlighet: 100 % & mer+";

const here = path.dirname(fileURLToPath(import.meta.url));
const packages = createRequire(path.join(here, "../browser/package.json"));
const { default: Provider, interactionPolicy } = await import(pathToFileURL(packages.resolve("oidc-provider")));

const { values: options } = parseArgs({
	options: {
		port: { type: "string", default: "0" },
		algorithm: { type: "string", default: "RS256" },
		auth: { type: "string", default: "client_secret_basic" },
		people: { type: "string" },
		auto: { type: "string" },
		tls: { type: "string" },
	},
});

// acr and amr are how they signed in; the rest is told as it stands.
const people = options.people ? JSON.parse(readFileSync(options.people)) : {
	anna: { name: "Anna Åkesson", email: "anna@example.se", email_verified: true, groups: ["dialog-admin"], acr: "loa3", amr: ["pwd", "otp"] },
	bo: { name: "Bo Ek", email: "bo@example.se", email_verified: false, groups: [], acr: "loa2", amr: ["pwd"] },
};
const claimNames = new Set(["name", "email", "email_verified", "groups", ...Object.values(people).flatMap(Object.keys)]);

function newKey() {
	const { privateKey } = options.algorithm === "ES256"
		? generateKeyPairSync("ec", { namedCurve: "P-256" })
		: generateKeyPairSync("rsa", { modulusLength: 2048 });
	return { ...privateKey.export({ format: "jwk" }), kid: randomUUID(), use: "sig", alg: options.algorithm };
}

// A code, its interaction and its session live in the package, not in one provider: a new one knows them.
function newProvider(issuer) {
	const provider = new Provider(issuer, {
		clients: [{
			client_id: CLIENT,
			client_secret: SECRET,
			redirect_uris: ["http://127.0.0.1/"],
			token_endpoint_auth_method: options.auth,
			id_token_signed_response_alg: options.algorithm,
		}],
		jwks: { keys: [newKey()] },
		enabledJWA: { idTokenSigningAlgValues: ["RS256", "ES256", "PS256"] },
		cookies: { keys: ["not a secret"] },
		claims: { openid: ["sub", "acr", "amr", "auth_time", ...[...claimNames].filter((name) => !["acr", "amr"].includes(name))] },
		acrValues: [...new Set(Object.values(people).map((person) => person.acr).filter(Boolean))],
		scopes: ["openid", "profile", "email"],
		conformIdTokenClaims: false, // the claims of a scope stand in the ID token
		clientAuthMethods: [options.auth],
		pkce: { required: () => true },
		features: { devInteractions: { enabled: false } },
		interactions: { policy: interactionPolicy.base(), url: (context, interaction) => `/interaction/${interaction.uid}` },
		ttl: { AccessToken: 600, AuthorizationCode: 60, Grant: 600, IdToken: 600, Interaction: 600, Session: 600 },
		findAccount: (context, id) => ({ accountId: id, claims: () => ({ ...people[id], sub: id }) }),
		// Nobody is asked for their consent.
		async loadExistingGrant({ oidc }) {
			const grant = new oidc.provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
			grant.addOIDCScope("openid profile email");
			await grant.save();
			return grant;
		},
	});
	provider.Client.prototype.redirectUriAllowed = (uri) => ["127.0.0.1", "localhost"].includes(new URL(uri).hostname);
	provider.on("server_error", (context, error) => console.error(error));
	return provider;
}

const escape = (text) => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

const page = (hint) => `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Test provider</title>
<h1>Test provider</h1>
<form method="post">
<p><label>User name <input name="login" value="${escape(hint)}" autocomplete="username"></label></p>
<p><button name="answer" value="yes">Sign in</button> <button name="answer" value="no">Cancel</button></p>
</form></html>`;

async function bodyOf(request) {
	let body = "";
	for await (const part of request) body += part;
	return new URLSearchParams(body);
}

function loginOf(name) {
	const { acr, amr } = people[name] || {};
	return { login: { accountId: name, acr, amr } };
}

async function interact(provider, request, response) {
	const { params } = await provider.interactionDetails(request, response);
	if (options.auto) return provider.interactionFinished(request, response, loginOf(options.auto));
	if (request.method !== "POST")
		return response.setHeader("Content-Type", "text/html; charset=utf-8").end(page(params.login_hint || ""));
	const form = await bodyOf(request);
	const login = form.get("login");
	const result = form.get("answer") === "no" || !login ? { error: "access_denied" } : loginOf(login);
	return provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
}

let provider;
const counts = {};

async function serve(request, response) {
	const { pathname } = new URL(request.url, "http://x");
	counts[pathname] = (counts[pathname] || 0) + 1;
	if (pathname === "/test/log") return response.end(JSON.stringify(counts));
	if (pathname === "/test/rotate") {
		rotate();
		return response.end("rotated\n");
	}
	if (pathname.startsWith("/interaction/")) return interact(provider, request, response);
	return provider.callback()(request, response);
}

function fail(response, error) {
	console.error(error);
	response.statusCode = 500;
	response.end(`${error.message}\n`);
}

const answer = (request, response) => serve(request, response).catch((error) => fail(response, error));
const server = options.tls
	? createTlsServer({ key: readFileSync(path.join(options.tls, "key.pem")), cert: readFileSync(path.join(options.tls, "cert.pem")) }, answer)
	: createServer(answer);
let issuer;
const rotate = () => (provider = newProvider(issuer));

server.listen(Number(options.port), "127.0.0.1", () => {
	issuer = `${options.tls ? "https://localhost" : "http://127.0.0.1"}:${server.address().port}`;
	rotate();
	console.log(issuer);
});
process.on("SIGUSR2", rotate);
process.stdin.on("end", () => process.exit(0)).resume();
