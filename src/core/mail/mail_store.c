/* SPDX-License-Identifier: EUPL-1.2 */
#include <openssl/hmac.h>

#include "base/utf8.h"
#include "base/vec.h"
#include "core/mail/mail_inside.h"
#include "core/settings/settings.h"

static const struct query q_put = {
    "mail.put",
    "INSERT INTO mail (id, kind, recipient_hash, token, put_at, recipient, reply_to, subject, body_text, "
    "body_html, unsubscribe) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    "itttittttTT", ""};
static const struct query q_read = {
    "mail.read",
    "SELECT kind, token, put_at, sent_at, recipient, reply_to, subject, body_text, body_html, unsubscribe "
    "FROM mail WHERE id = $1",
    "i", "ttiITTTTTT"};
static const struct query q_sent = {
    "mail.sent",
    "UPDATE mail SET sent_at = $2, recipient = NULL, reply_to = NULL, subject = NULL, body_text = NULL, "
    "body_html = NULL, unsubscribe = NULL WHERE id = $1",
    "ii", ""};
static const struct query q_remove = {
    "mail.remove",
    "DELETE FROM mail WHERE id IN (SELECT id FROM mail WHERE put_at < $1 ORDER BY put_at LIMIT 1000)", "i",
    ""};

const struct query *const mail_queries[] = {&q_put, &q_read, &q_sent, &q_remove, NULL};

/* ---- putting ------------------------------------------------------------------------ */

static bool is_body(struct str body)
{
    return !body.p || utf8_is_text(body);
}

/* Everything but the recipient. */
static rc check(struct arena *arena, const struct mail *mail)
{
    struct mail_address address;
    const char *problem;
    if (mail->text.n > MAIL_BODY_MAX || mail->html.n > MAIL_BODY_MAX)
        return RC_LIMIT;
    if (!mail_subject_is_fine(mail->subject) || !is_body(mail->text) || !is_body(mail->html) ||
        (mail->unsubscribe.p && !mail_unsubscribe_is_fine(mail->unsubscribe)))
        return RC_INVALID;
    return mail->reply_to.p ? mail_address_read(arena, mail->reply_to, &address, &problem) : RC_OK;
}

/* A hash that only this portal can make, so that it tells nothing elsewhere: the answer to whether a
 * letter was sent to an address that is known. */
static rc hash_recipient(struct reader *reader, struct arena *arena, const struct mail_address *to,
                         struct str *ret_hash)
{
    unsigned char mac[EVP_MAX_MD_SIZE];
    unsigned int n = 0;
    struct str secret, hex = STR("");
    rc result = setting_read(reader, arena, SETTING_SECRET, &secret);
    if (result == RC_NOT_FOUND)
        secret = STR("-"); /* before `radslag init` */
    else if (result)
        return result;
    if (!HMAC(EVP_sha256(), secret.p, (int)secret.n, (const unsigned char *)to->key.p, to->key.n, mac, &n))
        return RC_UNSUPPORTED;
    for (size_t i = 0; i < 16; i++)
        hex = arena_printf(arena, "%.*s%02x", STR_ARGS(hex), mac[i]);
    *ret_hash = hex;
    return RC_OK;
}

static struct db_value text_or_empty(struct str text)
{
    return db_text(text.p ? text : STR(""));
}

static rc put(struct txn *txn, struct arena *arena, const struct mail *mail, int64_t *ret_id)
{
    struct mail_address to;
    const char *problem;
    char token[MAIL_TOKEN_BYTES + 1];
    struct str hash = STR_NONE;
    int64_t id = 0;
    rc result = check(arena, mail);
    if (result == RC_OK)
        result = mail_address_read(arena, mail->to, &to, &problem);
    if (result == RC_OK)
        result = hash_recipient(txn_reader(txn), arena, &to, &hash);
    if (result == RC_OK)
        result = mail_token(token);
    if (result == RC_OK)
        result = job_put(
            txn, &(struct job){.kind = mail->bulk ? &mail_send_bulk : &mail_send, .at = mail->at}, &id);
    if (result == RC_OK)
        result = db_exec(txn, &q_put,
                         DB_ARGS(db_int(id), db_text(str_from_c(mail->kind)), db_text(hash),
                                 db_text(str_from_c(token)), db_int(mail->at), db_text(to.text),
                                 text_or_empty(mail->reply_to), db_text(mail->subject),
                                 text_or_empty(mail->text), db_text(mail->html), db_text(mail->unsubscribe)),
                         NULL);
    if (result == RC_OK && ret_id)
        *ret_id = id;
    return result;
}

rc mail_put(struct txn *txn, const struct mail *mail, int64_t *ret_id)
{
    struct arena *arena = arena_new();
    rc result = put(txn, arena, mail, ret_id);
    arena_free(arena);
    return result;
}

/* ---- reading --------------------------------------------------------------------------- */

static struct stored_mail mail_from_row(const struct rows *rows, struct arena *arena)
{
    return (struct stored_mail){
        .kind = rows_text_dup(rows, 0, arena),
        .sent = !rows_is_null(rows, 3),
        .recipient = rows_text_dup(rows, 4, arena),
        .message = {.token = rows_text_dup(rows, 1, arena),
                    .date = rows_int(rows, 2),
                    .reply_to = rows_text_dup(rows, 5, arena),
                    .subject = rows_text_dup(rows, 6, arena),
                    .text = rows_text_dup(rows, 7, arena),
                    .html = rows_text_dup(rows, 8, arena),
                    .unsubscribe = rows_text_dup(rows, 9, arena)},
    };
}

rc mail_read(struct reader *reader, struct arena *arena, int64_t id, struct stored_mail *ret_mail)
{
    struct rows rows;
    struct stored_mail mail = {0};
    const char *problem;
    db_query(reader, &q_read, DB_ARGS(db_int(id)), &rows);
    bool found = rows_next(&rows);
    if (found)
        mail = mail_from_row(&rows, arena);
    rc result = rows_close(&rows);
    if (result == RC_OK && !found)
        result = RC_NOT_FOUND;
    if (result == RC_OK && !mail.sent)
        result = mail_address_read(arena, mail.recipient, &mail.message.to, &problem);
    if (result == RC_OK)
        *ret_mail = mail;
    return result;
}

/* ---- looking after ------------------------------------------------------------------------ */

bool mail_is_letter(struct str job_kind)
{
    return str_eq_c(job_kind, mail_send.name) || str_eq_c(job_kind, mail_send_bulk.name);
}

static struct unsent letter_of(const struct job_status *job, const struct stored_mail *mail)
{
    return (struct unsent){.id = job->id,
                           .kind = mail->kind,
                           .recipient = mail->recipient,
                           .subject = mail->message.subject,
                           .state = job->state,
                           .attempts = job->attempts,
                           .at = job->due_at,
                           .words = job->error};
}

rc mail_list(struct reader *reader, struct arena *arena, enum job_state state, int64_t most,
             struct unsent_list *ret_list)
{
    struct unsent_list list = {0};
    struct job_list jobs;
    struct stored_mail mail;
    rc result = job_list(reader, arena, state, most, &jobs);
    for (size_t i = 0; result == RC_OK && i < jobs.n; i++) {
        if (!mail_is_letter(jobs.items[i].kind))
            continue;
        result = mail_read(reader, arena, jobs.items[i].id, &mail);
        if (result == RC_OK && !mail.sent)
            *VEC_PUSH(arena, &list) = letter_of(&jobs.items[i], &mail);
        else if (result == RC_NOT_FOUND)
            result = RC_OK; /* removed, and its job soon will be */
    }
    if (result == RC_OK)
        *ret_list = list;
    return result;
}

static rc check_is_letter(struct reader *reader, int64_t id)
{
    struct stored_mail mail;
    struct arena *arena = arena_new();
    rc result = mail_read(reader, arena, id, &mail);
    arena_free(arena);
    return result;
}

rc mail_retry(struct txn *txn, int64_t id, time_us now)
{
    rc result = check_is_letter(txn_reader(txn), id);
    return result ? result : job_retry(txn, id, now);
}

/* ---- sent, and removed ------------------------------------------------------------------- */

rc mail_sent_step(struct txn *txn, const void *in, void *out)
{
    const struct mail_sent *sent = in;
    (void)out;
    rc result = db_exec(txn, &q_sent, DB_ARGS(db_int(job_id(sent->run)), db_int(sent->now)), NULL);
    return result ? result : job_end(txn, sent->run, sent->now);
}

rc mail_removal_step(struct txn *txn, const void *in, void *out)
{
    return db_exec(txn, &q_remove, DB_ARGS(db_int(*(const time_us *)in)), out);
}
