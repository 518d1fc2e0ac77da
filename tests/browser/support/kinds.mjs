// SPDX-License-Identifier: EUPL-1.2
//
// Every kind of page the portal has, by its English address. Add a line when you add a kind.
// ownWords: each language has a text of its own, with links and letters of its own. signedIn: the page is
// of somebody who is: open({ signedIn: kind.signedIn }) on a portal with mail.

const yes = "change=yes&open=yes";
const some = `${yes}&purpose=co-design&purposes=build-relations&level=dialogue&phase=options&groups=youth&groups=elderly` +
	"&people_min=20&people_max=60&depth=3&conflict=2&weeks=20&cost=3&staff=3&skill=3&formats=in-person&place=yes";
const question = (n, query = yes) => `/find-a-method/question/${n}?${query}`;

export const kinds = [
	{ name: "start", address: "/" },
	{ name: "catalogue", address: "/methods" },
	{ name: "catalogue-filtered", address: "/methods?level=codecide&purpose=prioritise-budget" },
	{ name: "catalogue-empty", address: "/methods?level=inform&purpose=prioritise-budget&phase=follow-up" },
	{ name: "method", address: "/methods/world-cafe" },
	{ name: "compare", address: "/compare-methods?method=world-cafe&method=citizens-assembly" },
	{ name: "compare-nothing", address: "/compare-methods" },
	{ name: "gate", address: "/find-a-method" },
	{ name: "gate-faulty", address: "/find-a-method?to=next", faulty: true },
	{ name: "question-two-groups", address: question(1) },
	{ name: "question-choice-hints", address: question(2, some) },
	{ name: "question-many-and-check", address: question(4, some) },
	{ name: "question-numbers", address: question(5) },
	{ name: "question-numbers-faulty", address: question(5, `${yes}&people_min=many&people_max=-4&to=next`), faulty: true },
	{ name: "question-scale", address: question(9, some) },
	{ name: "question-time-faulty", address: question(12, `${yes}&weeks=0&hours=abc&to=next`), faulty: true },
	{ name: "question-three-groups", address: question(13, some) },
	{ name: "question-forms", address: question(14, some) },
	{ name: "summary", address: `/find-a-method/answers?${some}` },
	{ name: "summary-unsure", address: "/find-a-method/answers?change=partly&open=unsure" },
	{ name: "result", address: `/find-a-method/result?${some}` },
	{ name: "result-empty", address: `/find-a-method/result?${yes}&people_min=9000000&people_max=9500000&weeks=1&cost=1&staff=1&skill=1&hours=0.1&children=1` },
	{ name: "information-fixed", address: "/find-a-method/information?change=no&open=yes" },
	{ name: "information-closed", address: "/find-a-method/information?change=yes&open=no" },
	{ name: "examples", address: "/examples" },
	{ name: "examples-by-place", address: "/examples?by=place" },
	{ name: "examples-filtered", address: "/examples?theme=planning&size=50000" },
	{ name: "examples-empty", address: "/examples?theme=elderly&method=citizens-assembly" },
	{ name: "example", address: "/examples/citizens-assembly-on-travel-and-climate" },
	{ name: "method-with-example", address: "/methods/citizens-assembly" },
	{ name: "knowledge", address: "/knowledge" },
	{ name: "article", address: "/knowledge/citizens-assembly-step-by-step", ownWords: true },
	{ name: "publication", address: "/knowledge/boras-handbook-on-citizen-dialogue", ownWords: true },
	{ name: "news", address: "/news" },
	{ name: "news-item", address: "/news/89-methods", ownWords: true },
	{ name: "glossary", address: "/glossary", ownWords: true },
	{ name: "challenges", address: "/challenges" },
	{ name: "challenge", address: "/challenges/school-closure", ownWords: true },
	{ name: "organisations", address: "/organisations" },
	{ name: "organisations-found", address: "/organisations?q=boras" },
	{ name: "organisations-nothing", address: "/organisations?q=xyzzyx" },
	{ name: "organisation", address: "/organisations/goteborg", ownWords: true },
	{ name: "organisation-with-all-parts", address: "/organisations/asvalla", ownWords: true },
	{ name: "document", address: "/organisations/asvalla/documents/principer-for-medborgardialog", ownWords: true },
	{ name: "document-replaced", address: "/organisations/asvalla/documents/principer-for-medborgardialog/1", ownWords: true },
	{ name: "search", address: "/search" },
	{ name: "search-found", address: "/search?q=hackathon", ownWords: true },
	{ name: "search-nothing", address: "/search?q=xyzzyx", ownWords: true },
	{ name: "about", address: "/about" },
	{ name: "accessibility", address: "/accessibility" },
	{ name: "sign-up", address: "/account/sign-up" },
	{ name: "sign-up-sent", address: "/account/letter-sent" },
	{ name: "sign-in", address: "/account/sign-in?next=%2Fen%2Faccount%2Fname" },
	{ name: "sign-in-sent", address: "/account/letter-sent?for=sign-in" },
	{ name: "sign-in-again", address: "/account/sign-in?next=%2Fen%2Faccount%2Fpassword&again=1", signedIn: true },
	{ name: "link-ended", address: "/account/sign-in/link?token=x", status: 410 },
	{ name: "signed-out", address: "/account/signed-out" },
	{ name: "account", address: "/account", signedIn: true },
	{ name: "account-done", address: "/account?done=password", signedIn: true },
	{ name: "account-name", address: "/account/name", signedIn: true },
	{ name: "account-address", address: "/account/address", signedIn: true },
	{ name: "account-password", address: "/account/password", signedIn: true },
	{ name: "account-two-steps", address: "/account/two-steps", signedIn: true },
	{ name: "account-sessions", address: "/account/sessions?done=one", signedIn: true },
	{ name: "account-data", address: "/account/my-data", signedIn: true },
	{ name: "account-erase", address: "/account/my-data/erase", signedIn: true },
	{ name: "sign-out", address: "/account/sign-out", signedIn: true },
	{ name: "not-found", address: "/no-such-page", status: 404 },
];

// Where the kind is in the language.
export async function kindUrl(portal, kind, language) {
	if (kind.status === 404) return `${portal.origin}${language === "en" ? "/en" : ""}${kind.address}`;
	return portal.url(language, kind.address, kind.signedIn ? (await portal.person()).cookie : undefined);
}
