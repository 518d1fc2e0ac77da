/* SPDX-License-Identifier: EUPL-1.2 */
/* The pages as people of all kinds meet them, on both databases. */
#include "support/portal.h"

#include "core/access/access.h"
#include "core/audit/audit.h"
#include "core/auth/token.h"
#include "features/accounts/pub/accounts.h"
#include "features/members/members_rules.h"
#include "features/members/pub/members.h"

#define OFFICER ROLE_BIT(ROLE_OFFICER)
#define EDITOR ROLE_BIT(ROLE_EDITOR)
#define ADMIN ROLE_BIT(ROLE_ADMINISTRATOR)
#define HEAD ROLE_BIT(ROLE_PORTAL_ADMINISTRATOR)
#define COORDINATOR ROLE_BIT(ROLE_PORTAL_COORDINATOR)
#define SCRIPT "%3Cscript%3Ealert(1)%3C/script%3E%22%27%7B%7Bx%7D%7D"

/* ---- what is there --------------------------------------------------------------------------- */

static const struct query q_town = {
    "test.town",
    "INSERT INTO organisation (id, code, kind, name, short_name, name_en, slug, sort_key, county, languages, "
    "controller, privacy_contact, verified_at) "
    "VALUES ($1, $2, 'civil-society', $2, $2, '', $2, $2, '', '', '', '', $3)",
    "itI", ""};
static const struct query q_hide = {"test.hide", "UPDATE person SET hidden = 1 WHERE id = $1", "i", ""};
static const struct query q_letters = {"test.letters", "SELECT COUNT(*) FROM mail WHERE kind = $1", "t", "i"};
static const struct query q_text = {"test.text", "SELECT body_text FROM mail ORDER BY id DESC LIMIT 1", "",
                                    "T"};
static const struct query q_end = {"test.end", "UPDATE invitation SET ends_at = 1", "", ""};
static const struct query q_refused = {
    "test.refused", "UPDATE access_request SET refused_at = 1 WHERE refused_at > 0", "", ""};
static const struct query q_request = {
    "test.request", "SELECT id FROM access_request WHERE person_id = $1 AND refused_at = 0", "i", "i"};
static const struct query q_invitation = {"test.invitation",
                                          "SELECT id FROM invitation WHERE organisation_id = $1", "i", "i"};

/* An organisation with this slug, which is its name too. */
static int64_t town(struct portal_site *site, const char *slug, bool verified)
{
    int64_t id = db_new_id();
    assert_rc(RC_OK,
              testdb_exec(site->database->db, &q_town,
                          DB_ARGS(db_int(id), db_text(str_from_c(slug)), verified ? db_int(1) : db_null())));
    return id;
}

/* Somebody with roles there, signed in. */
static int64_t enter(struct portal_site *site, const char *email, int64_t organisation, unsigned role_bits)
{
    int64_t person = portal_sign_in(site, email);
    portal_grant(site, person, organisation, role_bits);
    return person;
}

static unsigned held(struct portal_site *site, int64_t person, int64_t organisation)
{
    struct grant_list grants;
    struct reader *reader;
    assert_rc(RC_OK, db_read_begin(site->database->db, &reader));
    assert_rc(RC_OK, access_of_person(reader, site->arena, person, &grants));
    db_read_end(reader);
    return access_roles(&grants, organisation);
}

static const char *path(struct portal_site *site, const char *format, const char *slug, int64_t id)
{
    return arena_printf(site->arena, format, slug, (long long)id).p;
}

static int64_t letters(struct portal_site *site, const char *kind)
{
    return testdb_int(site->database->db, &q_letters, DB_ARGS(db_text(str_from_c(kind))));
}

/* The address in the latest letter, without its host. */
static const char *link_in_letter(struct portal_site *site)
{
    struct reader *reader;
    struct rows rows;
    assert_rc(RC_OK, db_read_begin(site->database->db, &reader));
    db_query(reader, &q_text, DB_NO_ARGS, &rows);
    assert_true(rows_next(&rows));
    struct str text = rows_text_dup(&rows, 0, site->arena);
    assert_rc(RC_OK, rows_close(&rows));
    db_read_end(reader);
    text = str_skip(text, str_find(text, STR("/inbjudningar?token=")));
    size_t end = 0;
    while (end < text.n && text.p[end] > ' ' && text.p[end] != '>')
        end++;
    return arena_c_dup(site->arena, str_sub(text, 0, end));
}

static struct str logged_first(struct portal_site *site, int64_t organisation)
{
    struct audit_list list;
    struct reader *reader;
    assert_rc(RC_OK, db_read_begin(site->database->db, &reader));
    assert_rc(RC_OK, audit_list(reader, site->arena, organisation, INT64_MAX, 1, &list));
    db_read_end(reader);
    return list.n ? str_from_c(list.items[0].act) : STR("");
}

/* ---- who sees ------------------------------------------------------------------------------------- */

static void test_only_those_who_may_see_the_page(void **state)
{
    struct portal_site *site = portal_of(state);
    int64_t here = town(site, "seen", true), there = town(site, "unseen", true);
    portal_sign_out(site);
    assert_int_equal(303, page_get(site, "/en/organisations/seen/members", NULL).status);
    portal_sign_in(site, "nobody@example.se");
    assert_int_equal(403, page_get(site, "/en/organisations/seen/members", NULL).status);
    enter(site, "officer@example.se", here, ROLE_BITS_ORGANISATION & ~ADMIN);
    assert_int_equal(403, page_get(site, "/en/organisations/seen/members", NULL).status);
    enter(site, "other-admin@example.se", there, ADMIN);
    assert_int_equal(403, page_get(site, "/en/organisations/seen/members", NULL).status);
    int64_t hidden = enter(site, "secretperson@example.se", here, OFFICER);
    assert_rc(RC_OK, testdb_exec(site->database->db, &q_hide, DB_ARGS(db_int(hidden))));
    enter(site, "admin@example.se", here, ADMIN);
    assert_int_equal(403, page_get(site, "/en/portal/members", NULL).status);
    struct page page = page_get(site, "/en/organisations/seen/members", NULL);
    assert_int_equal(200, page.status);
    assert_page_has(&page, "officer@example.se");
    assert_page_has(&page, "Selection officer");
    assert_page_lacks(&page, "secretperson");
    assert_str("look:members.list", logged_first(site, here));
    page = page_get(site, "/en/organisations/seen/members.json", NULL);
    assert_page_has(&page, "\"code\":\"selection-officer\"");
    assert_page_lacks(&page, "secretperson");
    enter(site, "coordinator@example.se", ACCESS_PORTAL, COORDINATOR);
    page = page_get(site, "/en/organisations/seen/members", NULL);
    assert_int_equal(200, page.status);
    assert_page_lacks(&page, "officer@example.se");
    assert_int_equal(404, page_get(site, "/en/organisations/no-such/members", NULL).status);
}

static void test_an_unverified_organisation_says_so(void **state)
{
    struct portal_site *site = portal_of(state);
    int64_t here = town(site, "unverified", false);
    enter(site, "early@example.se", here, ADMIN);
    assert_int_equal(403, page_get(site, "/en/organisations/unverified/members", NULL).status);
    enter(site, "head@example.se", ACCESS_PORTAL, HEAD);
    struct page page = page_get(site, "/en/organisations/unverified/members", NULL);
    assert_int_equal(200, page.status);
    assert_page_has(&page, "The organisation is not verified.");
    page = page_get(site, "/en/organisations/unverified", NULL);
    assert_page_has(&page, "Nobody can act for the organisation here yet");
    assert_page_lacks(&page, "Ask for access");
}

/* ---- changing ---------------------------------------------------------------------------------------- */

static void test_roles_are_changed_in_one_step(void **state)
{
    struct portal_site *site = portal_of(state);
    int64_t here = town(site, "change", true), bo = enter(site, "bo@example.se", here, OFFICER | EDITOR);
    int64_t anna = enter(site, "anna@example.se", here, ADMIN);
    const char *one = path(site, "/en/organisations/%s/members/%lld", "change", bo);
    struct page page = page_get(site, one, NULL);
    assert_page_has(&page, "Draws lots among residents");
    page = page_post(site, one, "was=officer%3Beditor&roles=officer&roles=elected");
    assert_int_equal(303, page.status);
    assert_str("/en/organisations/change/members?done=changed", page_header(&page, "Location"));
    assert_int_equal(OFFICER | ROLE_BIT(ROLE_ELECTED), held(site, bo, here));
    /* Sent by somebody who had the form open meanwhile: what changed is told, and nothing is stored. */
    page = page_post(site, one, "was=officer%3Beditor&roles=officer&roles=editor&roles=administrator");
    assert_int_equal(422, page.status);
    assert_page_has(&page, "Added: Elected representative.");
    assert_page_has(&page, "Taken away: Editor.");
    assert_page_has(&page, "name=\"was\" value=\"officer;elected\"");
    assert_int_equal(OFFICER | ROLE_BIT(ROLE_ELECTED), held(site, bo, here));
    page = page_post(site, one, "was=officer%3Belected");
    assert_int_equal(422, page.status);
    assert_page_has(&page, "Tick at least one role");
    /* A fault of another kind does not hide that the roles are others by now. */
    page = page_post(site, one, "was=officer%3Beditor");
    assert_page_has(&page, "name=\"was\" value=\"officer;editor\"");
    page = page_post(site, one, "was=officer%3Belected&roles=portal-administrator");
    assert_int_equal(422, page.status); /* no such choice */
    assert_int_equal(303, page_post(site, one, "was=officer%3Belected&remove=1").status);
    assert_int_equal(0, held(site, bo, here));
    assert_int_equal(404, page_get(site, one, NULL).status);
    /* The last one. */
    one = path(site, "/en/organisations/%s/members/%lld", "change", anna);
    page = page_post(site, one, "was=administrator&remove=1");
    assert_int_equal(422, page.status);
    assert_page_has(&page, "Nobody would be administrator any more.");
    page = page_post(site, one, "was=administrator&roles=editor");
    assert_int_equal(422, page.status);
    assert_int_equal(ADMIN, held(site, anna, here));
}

static void test_power_ends_where_it_ends(void **state)
{
    struct portal_site *site = portal_of(state);
    int64_t a = town(site, "power-a", true), b = town(site, "power-b", true);
    int64_t mine = enter(site, "mine@example.se", a, OFFICER);
    const char *list_a = "/en/organisations/power-a/members", *list_b = "/en/organisations/power-b/members";
    const char *one = path(site, "/en/organisations/%s/members/%lld", "power-a", mine);
    int64_t theirs = enter(site, "theirs@example.se", b, ADMIN);
    /* An administrator of b, with a form of their own, on a's page. */
    assert_int_equal(403, page_post_from(site, path(site, "%s/invitations", list_b, 0), one,
                                         "was=officer&roles=officer&roles=administrator")
                              .status);
    assert_int_equal(403, page_post_from(site, path(site, "%s/invitations", list_b, 0),
                                         path(site, "%s/invitations", list_a, 0),
                                         "email=x@example.se&roles=editor")
                              .status);
    /* A member of a alone is nobody in b. */
    assert_int_equal(404, page_post_from(site, path(site, "%s/invitations", list_b, 0),
                                         path(site, "/en/organisations/%s/members/%lld", "power-b", mine),
                                         "was=&roles=administrator")
                              .status);
    assert_int_equal(0, held(site, mine, b));
    /* An officer has no form, and no way with another's page either. */
    portal_sign_in(site, "mine@example.se");
    assert_int_equal(403, page_post_from(site, "/en/organisations/power-b/access", one,
                                         "was=officer&roles=officer&roles=administrator")
                              .status);
    assert_int_equal(OFFICER, held(site, mine, a));
    /* A coordinator gives an administrator and nothing else. */
    enter(site, "coordinates@example.se", ACCESS_PORTAL, COORDINATOR);
    struct page page = page_get(site, one, NULL);
    assert_page_lacks(&page, "value=\"editor\"");
    assert_page_lacks(&page, "name=\"remove\"");
    assert_int_equal(422, page_post(site, one, "was=officer&roles=editor").status);
    page = page_post(site, one, "was=officer&remove=1");
    assert_int_equal(422, page.status);
    assert_page_has(&page, "You may not grant or take away these roles.");
    assert_int_equal(303, page_post(site, one, "was=officer&roles=administrator").status);
    assert_int_equal(OFFICER | ADMIN, held(site, mine, a));
    assert_int_equal(
        422,
        page_post(site, path(site, "%s/invitations", list_a, 0), "email=x@example.se&roles=officer").status);
    assert_int_equal(403, page_get(site, "/en/portal/members", NULL).status);
    assert_int_equal(ADMIN, held(site, theirs, b));
}

static void test_two_factors_where_they_are_asked_for(void **state)
{
    struct portal_site *site = portal_of(state);
    int64_t here = town(site, "weak", true);
    enter(site, "weak@example.se", here, ADMIN);
    portal_sign_in_as(site, "weak@example.se", false);
    assert_int_equal(200, page_get(site, "/en/organisations/weak/members", NULL).status);
}

/* ---- invitations ------------------------------------------------------------------------------------------- */

#define INVITE_TO(slug) "/en/organisations/" slug "/members/invitations"

static void test_an_invitation_is_accepted_once(void **state)
{
    struct portal_site *site = portal_of(state);
    int64_t here = town(site, "inviting", true);
    enter(site, "inviter@example.se", here, ADMIN);
    struct page page = page_post(
        site, INVITE_TO("inviting"),
        "email=New.One@Example.se&roles=officer&roles=editor&message=Hej%0AV%C3%A4lkommen");
    assert_int_equal(303, page.status);
    page = page_get(site, "/en/organisations/inviting/members?done=invited", NULL);
    assert_page_has(&page, "The invitation is sent.");
    assert_page_has(&page, "New.One@example.se");
    const char *link = link_in_letter(site);
    /* The address has one. */
    page = page_post(site, INVITE_TO("inviting"), "email=new.one@example.se&roles=officer");
    assert_int_equal(422, page.status);
    assert_page_has(&page, "has an invitation that waits");
    /* Whoever is not signed in is led there and back. */
    portal_sign_out(site);
    page = page_get(site, link, NULL);
    assert_int_equal(303, page.status);
    assert_true(str_find(page_header(&page, "Location"), STR("next=%2Finbjudningar%3Ftoken%3D")) <
                page_header(&page, "Location").n);
    /* Another address is told nothing of what is offered, and cannot take it. */
    int64_t other = portal_sign_in(site, "other@example.se");
    page = page_get(site, link, NULL);
    assert_int_equal(403, page.status);
    assert_page_has(&page, "other@example.se");
    assert_page_lacks(&page, "inviting");
    assert_page_lacks(&page, "ew.one@example.se");
    const char *token = strchr(link, '=') + 1;
    const char *form = arena_printf(site->arena, "token=%s&accept=1", token).p;
    const char *any_form = "/organisationer/inviting/behorighet";
    assert_int_equal(403, page_post_from(site, any_form, "/inbjudningar", form).status);
    assert_int_equal(0, held(site, other, here));
    /* The one who was meant. */
    int64_t new = portal_sign_in(site, "new.one@example.se");
    page = page_get(site, link, NULL);
    assert_int_equal(200, page.status);
    assert_page_has(&page, "inviter");
    assert_page_has(&page, "<p>V\xc3\xa4lkommen</p>");
    page = page_post_from(site, any_form, "/inbjudningar", form);
    assert_int_equal(303, page.status);
    assert_int_equal(OFFICER | EDITOR, held(site, new, here));
    assert_str("members.accept", logged_first(site, here));
    page = page_get(site, arena_c_dup(site->arena, page_header(&page, "Location")), NULL);
    assert_int_equal(200, page.status);
    /* Once. */
    page = page_get(site, link, NULL);
    assert_int_equal(404, page.status);
    assert_int_equal(404, page_post_from(site, any_form, "/inbjudningar", form).status);
}

static void test_tokens_that_open_nothing(void **state)
{
    struct portal_site *site = portal_of(state);
    int64_t here = town(site, "tokens", true);
    enter(site, "tokens-admin@example.se", here, ADMIN);
    assert_int_equal(303, page_post(site, INVITE_TO("tokens"), "email=t@example.se&roles=officer").status);
    const char *first = link_in_letter(site);
    int64_t id = testdb_int(site->database->db, &q_invitation, DB_ARGS(db_int(here)));
    const char *act = path(site, "/en/organisations/%s/members/invitations/%lld", "tokens", id);
    const char *list = INVITE_TO("tokens");
    assert_int_equal(303, page_post_from(site, list, act, "again=1").status);
    const char *second = link_in_letter(site);
    assert_string_not_equal(first, second);
    int64_t person = portal_sign_in(site, "t@example.se");
    const char *forged =
        arena_printf(site->arena, "/inbjudningar?token=%.*s", STR_ARGS(token_new(site->arena))).p;
    const char *const dead[] = {first,
                                forged,
                                "/inbjudningar",
                                "/inbjudningar?token=",
                                "/inbjudningar?token=x",
                                "/inbjudningar?token=%00%27--"};
    for (size_t i = 0; i < sizeof dead / sizeof dead[0]; i++)
        assert_int_equal(i == 5 ? 400 : 404, page_get(site, dead[i], NULL).status);
    assert_int_equal(200, page_get(site, second, NULL).status);
    /* Declined: it is gone, and nothing is granted. */
    const char *form = arena_printf(site->arena, "token=%s&decline=1", strchr(second, '=') + 1).p;
    assert_int_equal(303, page_post_from(site, second, "/inbjudningar", form).status);
    assert_int_equal(0, held(site, person, here));
    assert_int_equal(404, page_get(site, second, NULL).status);
    /* Ended, and withdrawn. */
    portal_sign_in(site, "tokens-admin@example.se");
    assert_int_equal(303, page_post(site, INVITE_TO("tokens"), "email=u@example.se&roles=officer").status);
    const char *ended = link_in_letter(site);
    assert_rc(RC_OK, testdb_exec(site->database->db, &q_end, DB_NO_ARGS));
    portal_sign_in(site, "u@example.se");
    assert_int_equal(404, page_get(site, ended, NULL).status);
    portal_sign_in(site, "tokens-admin@example.se");
    assert_int_equal(303, page_post(site, INVITE_TO("tokens"), "email=u@example.se&roles=officer").status);
    const char *withdrawn = link_in_letter(site);
    id = testdb_int(site->database->db, &q_invitation, DB_ARGS(db_int(here)));
    act = path(site, "/en/organisations/%s/members/invitations/%lld", "tokens", id);
    assert_int_equal(303, page_post_from(site, list, act, "withdraw=1").status);
    struct page page = page_post_from(site, list, act, "withdraw=1");
    assert_str("/en/organisations/tokens/members?done=gone", page_header(&page, "Location"));
    portal_sign_in(site, "u@example.se");
    assert_int_equal(404, page_get(site, withdrawn, NULL).status);
}

static void test_an_invitation_is_worth_its_inviter(void **state)
{
    struct portal_site *site = portal_of(state);
    int64_t here = town(site, "worth", true);
    int64_t inviter = enter(site, "leaves@example.se", here, ADMIN);
    assert_int_equal(303,
                     page_post(site, INVITE_TO("worth"), "email=late@example.se&roles=administrator").status);
    const char *link = link_in_letter(site);
    enter(site, "stays@example.se", here, ADMIN);
    const char *one = path(site, "/en/organisations/%s/members/%lld", "worth", inviter);
    assert_int_equal(303, page_post(site, one, "was=administrator&remove=1").status);
    int64_t late = portal_sign_in(site, "late@example.se");
    struct page page = page_post_from(
        site, link, "/inbjudningar", arena_printf(site->arena, "token=%s&accept=1", strchr(link, '=') + 1).p);
    assert_int_equal(403, page.status);
    assert_int_equal(0, held(site, late, here));
}

static void test_letters_are_few(void **state)
{
    struct portal_site *site = portal_of(state);
    int64_t here = town(site, "few", true);
    enter(site, "few-admin@example.se", here, ADMIN);
    assert_int_equal(303, page_post(site, INVITE_TO("few"), "email=few@example.se&roles=officer").status);
    int64_t id = testdb_int(site->database->db, &q_invitation, DB_ARGS(db_int(here)));
    const char *act = path(site, "/en/organisations/%s/members/invitations/%lld", "few", id);
    int64_t sent = letters(site, "members.invitation");
    for (int i = 1; i <= MEMBERS_LETTERS_TO_ONE; i++) {
        struct page page = page_post_from(site, INVITE_TO("few"), act, "again=1");
        assert_int_equal(303, page.status);
        assert_true(str_ends(page_header(&page, "Location"),
                             i < MEMBERS_LETTERS_TO_ONE ? STR("done=again") : STR("done=letters")));
    }
    assert_int_equal(sent + MEMBERS_LETTERS_TO_ONE - 1, letters(site, "members.invitation"));
}

static void test_the_portal_has_members_too(void **state)
{
    struct portal_site *site = portal_of(state);
    int64_t head = enter(site, "portal-head@example.se", ACCESS_PORTAL, HEAD);
    struct page page = page_get(site, "/en/portal/members", NULL);
    assert_int_equal(200, page.status);
    assert_page_has(&page, "portal-head@example.se");
    assert_int_equal(
        303, page_post(site, "/en/portal/members/invitations", "email=pc@example.se&roles=portal-coordinator")
                 .status);
    assert_int_equal(
        422, page_post(site, "/en/portal/members/invitations", "email=pd@example.se&roles=officer").status);
    const char *link = link_in_letter(site);
    int64_t person = portal_sign_in(site, "pc@example.se");
    assert_int_equal(303,
                     page_post_from(site, link, "/inbjudningar",
                                    arena_printf(site->arena, "token=%s&accept=1", strchr(link, '=') + 1).p)
                         .status);
    assert_int_equal(COORDINATOR, held(site, person, ACCESS_PORTAL));
    assert_int_equal(200, page_get(site, "/inbjudningar?accepted=", NULL).status);
    portal_sign_in(site, "portal-head@example.se");
    const char *one = path(site, "/en%s/portal/members/%lld", "", person);
    assert_int_equal(303, page_post(site, one, "was=portal-coordinator&roles=portal-editor").status);
    assert_int_equal(ROLE_BIT(ROLE_PORTAL_EDITOR), held(site, person, ACCESS_PORTAL));
    assert_true(held(site, head, ACCESS_PORTAL) & HEAD);
}

/* ---- requests -------------------------------------------------------------------------------------------- */

static void test_a_request_is_approved(void **state)
{
    struct portal_site *site = portal_of(state);
    int64_t here = town(site, "asked", true);
    int64_t admin = enter(site, "asked-admin@example.se", here, ADMIN);
    int64_t person = portal_sign_in(site, "asks@example.se");
    struct page page = page_get(site, "/en/organisations/asked", NULL);
    assert_page_has(&page, "Do you work here?");
    assert_page_has(&page, "/en/organisations/asked/access");
    page = page_post(site, "/en/organisations/asked/access", "roles=officer");
    assert_int_equal(422, page.status);
    int64_t before = letters(site, "members.request");
    assert_int_equal(303, page_post(site, "/en/organisations/asked/access",
                                    "roles=officer&roles=administrator&message=" SCRIPT)
                              .status);
    assert_int_equal(before + 1, letters(site, "members.request"));
    page = page_get(site, "/en/organisations/asked/access", NULL);
    assert_page_has(&page, "You have asked for access");
    /* One at a time. */
    page = page_post_from(site, "/en/organisations/seen/access", "/en/organisations/asked/access",
                          "roles=officer&message=again");
    assert_int_equal(200, page.status);
    assert_int_equal(before + 1, letters(site, "members.request"));
    int64_t id = testdb_int(site->database->db, &q_request, DB_ARGS(db_int(person)));
    const char *one = path(site, "/en/organisations/%s/members/requests/%lld", "asked", id);
    assert_int_equal(403, page_get(site, one, NULL).status); /* not by the person itself */
    portal_sign_in(site, "asked-admin@example.se");
    page = page_get(site, one, NULL);
    assert_page_has(&page, "asks@example.se");
    assert_page_lacks(&page, "<script>alert");
    assert_int_equal(422, page_post(site, one, "approve=1").status);
    assert_int_equal(422, page_post(site, one, "refuse=1").status);
    page = page_post(site, one, "approve=1&roles=officer&reason=V%C3%A4lkommen");
    assert_int_equal(303, page.status);
    assert_int_equal(OFFICER, held(site, person, here)); /* what was approved, not what was asked for */
    assert_int_equal(1, letters(site, "members.decision"));
    assert_int_equal(404, page_get(site, one, NULL).status);
    assert_int_equal(ADMIN, held(site, admin, here));
}

static void test_a_request_is_refused(void **state)
{
    struct portal_site *site = portal_of(state);
    int64_t here = town(site, "refusing", true);
    enter(site, "refuses@example.se", here, ADMIN);
    int64_t person = portal_sign_in(site, "refused@example.se");
    const char *ask = "/en/organisations/refusing/access";
    assert_int_equal(303, page_post(site, ask, "roles=officer&message=Hej").status);
    int64_t id = testdb_int(site->database->db, &q_request, DB_ARGS(db_int(person)));
    portal_sign_in(site, "refuses@example.se");
    const char *one = path(site, "/en/organisations/%s/members/requests/%lld", "refusing", id);
    assert_int_equal(303,
                     page_post(site, one, "refuse=1&reason=Vi+k%C3%A4nner+dig+inte&roles=officer").status);
    assert_int_equal(0, held(site, person, here));
    portal_sign_in(site, "refused@example.se");
    struct page page = page_get(site, ask, NULL);
    assert_page_has(&page, "were told no");
    page = page_post_from(site, "/en/organisations/seen/access", ask, "roles=officer&message=Hej");
    assert_int_equal(200, page.status); /* the same page: nothing is stored */
    assert_rc(RC_OK, testdb_exec(site->database->db, &q_refused, DB_NO_ARGS)); /* long ago */
    assert_int_equal(303, page_post(site, ask, "roles=officer&message=Hej").status);
    town(site, "not-yet", false);
    page = page_get(site, "/en/organisations/not-yet/access", NULL);
    assert_page_has(&page, "Nobody can act for the organisation here yet");
    page = page_post_from(site, "/en/organisations/seen/access", "/en/organisations/not-yet/access",
                          "roles=officer&message=Hej");
    assert_page_has(&page, "Nobody can act for the organisation here yet");
}

/* ---- what strangers type ---------------------------------------------------------------------------------- */

static void test_script_in_every_field(void **state)
{
    struct portal_site *site = portal_of(state);
    int64_t here = town(site, "hostile", true);
    int64_t admin = enter(site, "hostile-admin@example.se", here, ADMIN);
    const char *one = path(site, "/en/organisations/%s/members/%lld", "hostile", admin);
    const char *hostile = "email=" SCRIPT "&roles=" SCRIPT "&message=" SCRIPT "&was=" SCRIPT
                          "&reason=" SCRIPT;
    struct page pages[] = {
        page_post(site, INVITE_TO("hostile"), hostile),
        page_post(site, one, "was=administrator&roles=" SCRIPT),
        page_post(site, "/en/organisations/hostile/access", hostile),
        page_get(site, "/en/organisations/hostile/members?done=" SCRIPT "&page=" SCRIPT, NULL),
        page_get(site, "/en/invitations?token=" SCRIPT, NULL),
        page_get(site, "/en/invitations?accepted=" SCRIPT, NULL),
    };
    const int wanted[] = {422, 422, 422, 200, 404, 404};
    for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++) {
        assert_int_equal(wanted[i], pages[i].status);
        assert_page_lacks(&pages[i], "<script>alert");
    }
    assert_int_equal(400, page_post(site, one, hostile).status); /* "was" is ours */
    assert_int_equal(
        303,
        page_post(site, INVITE_TO("hostile"), "email=h@example.se&roles=officer&message=" SCRIPT).status);
    const char *link = link_in_letter(site);
    portal_sign_in(site, "h@example.se");
    struct page page = page_get(site, link, NULL);
    assert_page_lacks(&page, "<script>alert");
    assert_page_has(&page, "&lt;script&gt;alert(1)");
    portal_sign_in(site, "hostile-admin@example.se");
    struct str long_message = arena_printf(site->arena, "email=i@example.se&roles=officer&message=%0*d",
                                           MEMBERS_TEXT_MAX + 1, 7);
    assert_int_equal(422, page_post(site, INVITE_TO("hostile"), long_message.p).status);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_only_those_who_may_see_the_page),
        cmocka_unit_test(test_an_unverified_organisation_says_so),
        cmocka_unit_test(test_roles_are_changed_in_one_step),
        cmocka_unit_test(test_power_ends_where_it_ends),
        cmocka_unit_test(test_two_factors_where_they_are_asked_for),
        cmocka_unit_test(test_an_invitation_is_accepted_once),
        cmocka_unit_test(test_tokens_that_open_nothing),
        cmocka_unit_test(test_an_invitation_is_worth_its_inviter),
        cmocka_unit_test(test_letters_are_few),
        cmocka_unit_test(test_the_portal_has_members_too),
        cmocka_unit_test(test_a_request_is_approved),
        cmocka_unit_test(test_a_request_is_refused),
        cmocka_unit_test(test_script_in_every_field),
    };
    return cmocka_run_group_tests_name("sqlite", tests, portal_begin_sqlite, portal_finish) +
           cmocka_run_group_tests_name("postgresql", tests, portal_begin_postgresql, portal_finish);
}
