/* SPDX-License-Identifier: EUPL-1.2 */
#include "support/organisation.h"

static const struct query q_insert = {
    "t.organisation_insert",
    "INSERT INTO organisation (id, code, kind, name, short_name, name_en, slug, sort_key, county, languages, "
    "controller, privacy_contact, verified_at) "
    "VALUES ($1, $2, 'municipality', $2, $2, '', $2, $2, '', '', '', '', $3)",
    "itI", ""};
int64_t portal_add_organisation(struct portal_site *site, const char *slug, bool verified)
{
    int64_t id = db_new_id();
    assert_rc(RC_OK,
              testdb_exec(site->database->db, &q_insert,
                          DB_ARGS(db_int(id), db_text(str_from_c(slug)), verified ? db_int(1) : db_null())));
    return id;
}
