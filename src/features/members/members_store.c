/* SPDX-License-Identifier: EUPL-1.2 */
/* Invitations, letters and requests. */
#include "features/members/members_store.h"

#include "base/vec.h"
#include "features/members/members_claim_store.h"

#define INVITATION "id, organisation_id, roles, email, email_key, message, invited_by, created_at, ends_at"
#define INVITATION_TYPES "iittttiii"

static const struct query q_pending = {
    "members.invitations",
    "SELECT " INVITATION " FROM invitation "
    "WHERE organisation_id = $1 AND ends_at > $2 ORDER BY email_key LIMIT $3",
    "iii", INVITATION_TYPES};
static const struct query q_by_id = {
    "members.invitation", "SELECT " INVITATION " FROM invitation WHERE id = $1 AND organisation_id = $2",
    "ii", INVITATION_TYPES};
static const struct query q_by_token = {
    "members.invitation_by_token",
    "SELECT " INVITATION " FROM invitation WHERE token_hash = $1 AND ends_at > $2", "xi", INVITATION_TYPES};
static const struct query q_to = {"members.invitations_to",
                                  "SELECT " INVITATION " FROM invitation WHERE email_key = $1 ORDER BY id",
                                  "t", INVITATION_TYPES};
static const struct query q_by = {"members.invitations_by",
                                  "SELECT " INVITATION " FROM invitation WHERE invited_by = $1 ORDER BY id",
                                  "i", INVITATION_TYPES};
static const struct query q_insert = {"members.invitation_insert",
                                      "INSERT INTO invitation (" INVITATION ", token_hash) "
                                      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
                                      INVITATION_TYPES "x", ""};
static const struct query q_renew = {"members.invitation_renew",
                                     "UPDATE invitation SET token_hash = $2, ends_at = $3 WHERE id = $1",
                                     "ixi", ""};
static const struct query q_remove = {"members.invitation_remove", "DELETE FROM invitation WHERE id = $1",
                                      "i", ""};
static const struct query q_remove_ended = {
    "members.invitation_remove_ended",
    "DELETE FROM invitation WHERE organisation_id = $1 AND email_key = $2 AND ends_at <= $3", "iti", ""};
static const struct query q_remove_to = {"members.invitation_remove_to",
                                         "DELETE FROM invitation WHERE email_key = $1", "t", ""};
static const struct query q_remove_by = {"members.invitation_remove_by",
                                         "DELETE FROM invitation WHERE invited_by = $1", "i", ""};
static const struct query q_tidy_invitations = {
    "members.tidy_invitations",
    "DELETE FROM invitation WHERE id IN "
    "(SELECT id FROM invitation WHERE ends_at <= $1 ORDER BY ends_at LIMIT $2)",
    "ii", ""};
static const struct query q_letters = {
    "members.letters", "SELECT COUNT(*) FROM invitation_letter WHERE organisation_id = $1 AND sent_at > $2",
    "ii", "i"};
static const struct query q_letters_to = {
    "members.letters_to", "SELECT COUNT(*) FROM invitation_letter WHERE email_key = $1 AND sent_at > $2",
    "ti", "i"};
static const struct query q_letter_insert = {
    "members.letter_insert",
    "INSERT INTO invitation_letter (organisation_id, email_key, sent_at, id) VALUES ($1, $2, $3, $4)", "itii",
    ""};
static const struct query q_tidy_letters = {
    "members.tidy_letters",
    "DELETE FROM invitation_letter WHERE (organisation_id, sent_at, id) IN "
    "(SELECT organisation_id, sent_at, id FROM invitation_letter WHERE sent_at <= $1 "
    "ORDER BY sent_at LIMIT $2)",
    "ii", ""};

#define REQUEST "id, person_id, organisation_id, roles, message, created_at, refused_at"
#define REQUEST_TYPES "iiittii"

static const struct query q_requests = {"members.requests",
                                        "SELECT " REQUEST " FROM access_request WHERE organisation_id = $1 "
                                        "AND refused_at = 0 ORDER BY created_at, id LIMIT $2",
                                        "ii", REQUEST_TYPES};
static const struct query q_requests_of = {
    "members.requests_of",
    "SELECT " REQUEST " FROM access_request WHERE person_id = $1 ORDER BY organisation_id", "i",
    REQUEST_TYPES};
static const struct query q_request = {"members.request",
                                       "SELECT " REQUEST " FROM access_request "
                                       "WHERE id = $1 AND organisation_id = $2 AND refused_at = 0",
                                       "ii", REQUEST_TYPES};
static const struct query q_request_of = {
    "members.request_of",
    "SELECT " REQUEST " FROM access_request WHERE person_id = $1 AND organisation_id = $2", "ii",
    REQUEST_TYPES};
static const struct query q_request_insert = {"members.request_insert",
                                              "INSERT INTO access_request (" REQUEST ") "
                                              "VALUES ($1, $2, $3, $4, $5, $6, $7)",
                                              REQUEST_TYPES, ""};
static const struct query q_request_refuse = {
    "members.request_refuse", "UPDATE access_request SET refused_at = $2, message = '' WHERE id = $1", "ii",
    ""};
static const struct query q_request_remove = {
    "members.request_remove", "DELETE FROM access_request WHERE person_id = $1 AND organisation_id = $2",
    "ii", ""};
static const struct query q_request_remove_of = {"members.request_remove_of",
                                                 "DELETE FROM access_request WHERE person_id = $1", "i", ""};
static const struct query q_tidy_requests = {
    "members.tidy_requests",
    "DELETE FROM access_request WHERE id IN (SELECT id FROM access_request "
    "WHERE refused_at > 0 AND refused_at <= $1 ORDER BY refused_at LIMIT $2)",
    "ii", ""};

const struct query *const members_queries[] = {&q_pending,
                                               &q_by_id,
                                               &q_by_token,
                                               &q_to,
                                               &q_by,
                                               &q_insert,
                                               &q_renew,
                                               &q_remove,
                                               &q_remove_ended,
                                               &q_remove_to,
                                               &q_remove_by,
                                               &q_tidy_invitations,
                                               &q_letters,
                                               &q_letters_to,
                                               &q_letter_insert,
                                               &q_tidy_letters,
                                               &q_requests,
                                               &q_requests_of,
                                               &q_request,
                                               &q_request_of,
                                               &q_request_insert,
                                               &q_request_refuse,
                                               &q_request_remove,
                                               &q_request_remove_of,
                                               &q_tidy_requests,
                                               CLAIM_QUERIES,
                                               NULL};

/* A role that this version does not know is left out. */
static unsigned roles_of(struct str text)
{
    unsigned bits = 0;
    struct str code;
    enum role role;
    while (text.n && str_split(&text, ';', &code))
        if (role_of_code(code, &role))
            bits |= ROLE_BIT(role);
    return bits;
}

/* RC_NOT_FOUND where nothing changed. */
static rc exec_one(struct txn *txn, const struct query *query, struct db_args args)
{
    int64_t changed;
    rc result = db_exec(txn, query, args, &changed);
    return result ? result : changed ? RC_OK : RC_NOT_FOUND;
}

static rc count_of(struct reader *reader, const struct query *query, struct db_args args, int64_t *ret_count)
{
    struct rows rows;
    db_query(reader, query, args, &rows);
    int64_t count = rows_next(&rows) ? rows_int(&rows, 0) : 0;
    rc result = rows_close(&rows);
    if (result == RC_OK)
        *ret_count = count;
    return result;
}

/* ---- invitations ------------------------------------------------------------------- */

static rc invitations(struct reader *reader, struct arena *arena, const struct query *query,
                      struct db_args args, struct invitation_list *ret_list)
{
    struct invitation_list list = {0};
    struct rows rows;
    db_query(reader, query, args, &rows);
    while (rows_next(&rows))
        *VEC_PUSH(arena, &list) = (struct invitation){.id = rows_int(&rows, 0),
                                                      .organisation = rows_int(&rows, 1),
                                                      .roles = roles_of(rows_text(&rows, 2)),
                                                      .email = rows_text_dup(&rows, 3, arena),
                                                      .email_key = rows_text_dup(&rows, 4, arena),
                                                      .message = rows_text_dup(&rows, 5, arena),
                                                      .by = rows_int(&rows, 6),
                                                      .created = rows_int(&rows, 7),
                                                      .ends = rows_int(&rows, 8)};
    rc result = rows_close(&rows);
    if (result == RC_OK)
        *ret_list = list;
    return result;
}

static rc one_invitation(struct reader *reader, struct arena *arena, const struct query *query,
                         struct db_args args, struct invitation *ret_invitation)
{
    struct invitation_list list;
    rc result = invitations(reader, arena, query, args, &list);
    if (result == RC_OK && list.n == 0)
        result = RC_NOT_FOUND;
    if (result == RC_OK)
        *ret_invitation = list.items[0];
    return result;
}

rc invitation_list(struct reader *reader, struct arena *arena, int64_t organisation, time_us now,
                   struct invitation_list *ret_list)
{
    return invitations(reader, arena, &q_pending,
                       DB_ARGS(db_int(organisation), db_int(now), db_int(MEMBERS_PENDING_MAX)), ret_list);
}

rc invitation_by_id(struct reader *reader, struct arena *arena, int64_t organisation, int64_t id,
                    struct invitation *ret_invitation)
{
    return one_invitation(reader, arena, &q_by_id, DB_ARGS(db_int(id), db_int(organisation)), ret_invitation);
}

rc invitation_by_token(struct reader *reader, struct arena *arena, struct str hash, time_us now,
                       struct invitation *ret_invitation)
{
    if (!hash.p)
        return RC_NOT_FOUND;
    return one_invitation(reader, arena, &q_by_token, DB_ARGS(db_bytes(hash), db_int(now)), ret_invitation);
}

rc invitation_list_to(struct reader *reader, struct arena *arena, struct str email_key,
                      struct invitation_list *ret_list)
{
    return invitations(reader, arena, &q_to, DB_ARGS(db_text(email_key)), ret_list);
}

rc invitation_list_by(struct reader *reader, struct arena *arena, int64_t person,
                      struct invitation_list *ret_list)
{
    return invitations(reader, arena, &q_by, DB_ARGS(db_int(person)), ret_list);
}

rc invitation_insert(struct txn *txn, const struct invitation *invitation, struct str hash)
{
    struct arena *arena = arena_new();
    rc result = db_exec(txn, &q_insert,
                        DB_ARGS(db_int(invitation->id), db_int(invitation->organisation),
                                db_text(members_roles_text(arena, invitation->roles)),
                                db_text(invitation->email), db_text(invitation->email_key),
                                db_text(invitation->message), db_int(invitation->by),
                                db_int(invitation->created), db_int(invitation->ends), db_bytes(hash)),
                        NULL);
    arena_free(arena);
    return result;
}

rc invitation_renew(struct txn *txn, int64_t id, struct str hash, time_us ends)
{
    return exec_one(txn, &q_renew, DB_ARGS(db_int(id), db_bytes(hash), db_int(ends)));
}

rc invitation_remove(struct txn *txn, int64_t id)
{
    return exec_one(txn, &q_remove, DB_ARGS(db_int(id)));
}

rc invitation_remove_ended(struct txn *txn, int64_t organisation, struct str email_key, time_us now)
{
    return db_exec(txn, &q_remove_ended, DB_ARGS(db_int(organisation), db_text(email_key), db_int(now)),
                   NULL);
}

rc invitation_remove_of(struct txn *txn, struct str email_key, int64_t person)
{
    rc result = email_key.n ? db_exec(txn, &q_remove_to, DB_ARGS(db_text(email_key)), NULL) : RC_OK;
    return result ? result : db_exec(txn, &q_remove_by, DB_ARGS(db_int(person)), NULL);
}

rc letter_counts(struct reader *reader, int64_t organisation, struct str email_key, time_us since,
                 int64_t *ret_sent, int64_t *ret_to_one)
{
    rc result = count_of(reader, &q_letters, DB_ARGS(db_int(organisation), db_int(since)), ret_sent);
    return result ? result
                  : count_of(reader, &q_letters_to, DB_ARGS(db_text(email_key), db_int(since)), ret_to_one);
}

rc letter_insert(struct txn *txn, int64_t organisation, struct str email_key, time_us now)
{
    return db_exec(txn, &q_letter_insert,
                   DB_ARGS(db_int(organisation), db_text(email_key), db_int(now), db_int(db_new_id())), NULL);
}

/* ---- requests ------------------------------------------------------------------------ */

static rc requests(struct reader *reader, struct arena *arena, const struct query *query, struct db_args args,
                   struct request_list *ret_list)
{
    struct request_list list = {0};
    struct rows rows;
    db_query(reader, query, args, &rows);
    while (rows_next(&rows))
        *VEC_PUSH(arena, &list) = (struct access_request){.id = rows_int(&rows, 0),
                                                          .person = rows_int(&rows, 1),
                                                          .organisation = rows_int(&rows, 2),
                                                          .roles = roles_of(rows_text(&rows, 3)),
                                                          .message = rows_text_dup(&rows, 4, arena),
                                                          .created = rows_int(&rows, 5),
                                                          .refused = rows_int(&rows, 6)};
    rc result = rows_close(&rows);
    if (result == RC_OK)
        *ret_list = list;
    return result;
}

static rc one_request(struct reader *reader, struct arena *arena, const struct query *query,
                      struct db_args args, struct access_request *ret_request)
{
    struct request_list list;
    rc result = requests(reader, arena, query, args, &list);
    if (result == RC_OK && list.n == 0)
        result = RC_NOT_FOUND;
    if (result == RC_OK)
        *ret_request = list.items[0];
    return result;
}

rc request_list(struct reader *reader, struct arena *arena, int64_t organisation,
                struct request_list *ret_list)
{
    return requests(reader, arena, &q_requests, DB_ARGS(db_int(organisation), db_int(MEMBERS_REQUESTS_MAX)),
                    ret_list);
}

rc request_list_of(struct reader *reader, struct arena *arena, int64_t person, struct request_list *ret_list)
{
    return requests(reader, arena, &q_requests_of, DB_ARGS(db_int(person)), ret_list);
}

rc request_by_id(struct reader *reader, struct arena *arena, int64_t organisation, int64_t id,
                 struct access_request *ret_request)
{
    return one_request(reader, arena, &q_request, DB_ARGS(db_int(id), db_int(organisation)), ret_request);
}

rc request_of(struct reader *reader, struct arena *arena, int64_t person, int64_t organisation,
              struct access_request *ret_request)
{
    return one_request(reader, arena, &q_request_of, DB_ARGS(db_int(person), db_int(organisation)),
                       ret_request);
}

rc request_insert(struct txn *txn, const struct access_request *request)
{
    struct arena *arena = arena_new();
    rc result = db_exec(txn, &q_request_insert,
                        DB_ARGS(db_int(request->id), db_int(request->person), db_int(request->organisation),
                                db_text(members_roles_text(arena, request->roles)), db_text(request->message),
                                db_int(request->created), db_int(request->refused)),
                        NULL);
    arena_free(arena);
    return result;
}

rc request_refuse(struct txn *txn, int64_t id, time_us now)
{
    return exec_one(txn, &q_request_refuse, DB_ARGS(db_int(id), db_int(now)));
}

rc request_remove(struct txn *txn, int64_t person, int64_t organisation)
{
    return db_exec(txn, &q_request_remove, DB_ARGS(db_int(person), db_int(organisation)), NULL);
}

rc request_remove_of(struct txn *txn, int64_t person)
{
    return db_exec(txn, &q_request_remove_of, DB_ARGS(db_int(person)), NULL);
}

/* ---- keeping tidy ------------------------------------------------------------------------ */

rc members_tidy_step(struct txn *txn, const void *in, void *out)
{
    const struct members_tidying *tidying = in;
    int64_t *removed = out, n = 0;
    struct db_value most = db_int(tidying->most);
    rc result = db_exec(txn, &q_tidy_invitations, DB_ARGS(db_int(tidying->now), most), removed);
    if (result == RC_OK)
        result = db_exec(txn, &q_tidy_letters, DB_ARGS(db_int(tidying->now - TIME_DAY), most), &n);
    *removed += n;
    if (result == RC_OK)
        result = db_exec(txn, &q_tidy_requests, DB_ARGS(db_int(tidying->now - MEMBERS_REFUSAL_LIFE), most),
                         &n);
    *removed += n;
    return result;
}
