/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/access/role.h"

#include "core/i18n/i18n.h"

const struct role_info roles[ROLES] = {
    [ROLE_PARTICIPANT] = {"participant", TR("Participant"), TR("Takes part where one must be admitted.")},
    [ROLE_OFFICER] = {"officer", TR("Officer"), TR("Plans, holds and follows up dialogues.")},
    [ROLE_PROCESS_LEADER] = {"process-leader", TR("Process leader"),
                             TR("Leads dialogues on complex and tense questions.")},
    [ROLE_FACILITATOR] = {"facilitator", TR("Facilitator"), TR("Leads the talks at meetings.")},
    [ROLE_ELECTED] = {"elected", TR("Elected representative"),
                      TR("Decides on dialogues and answers for how the result is used.")},
    [ROLE_REGISTRAR] = {"registrar", TR("Registrar"), TR("Registers and hands out public records.")},
    [ROLE_SELECTION_OFFICER] = {"selection-officer", TR("Selection officer"),
                                TR("Draws lots among residents and sees who they are.")},
    [ROLE_EDITOR] = {"editor", TR("Editor"), TR("Writes the organisation's own pages.")},
    [ROLE_ADMINISTRATOR] = {"administrator", TR("Administrator"),
                            TR("Grants roles and changes the organisation's settings.")},
    [ROLE_PORTAL_EDITOR] = {"portal-editor", TR("Editor of the portal"),
                            TR("Keeps methods, examples and the library.")},
    [ROLE_PORTAL_COORDINATOR] = {"portal-coordinator", TR("Coordinator of the portal"),
                                 TR("Verifies organisations and keeps networks and events.")},
    [ROLE_PORTAL_ADMINISTRATOR] = {"portal-administrator", TR("Administrator of the portal"),
                                   TR("Grants the portal's roles and sees to that it works.")},
};

bool role_of_code(struct str code, enum role *ret_role)
{
    for (int i = 0; i < ROLES; i++) {
        if (!str_eq_c(code, roles[i].code))
            continue;
        *ret_role = (enum role)i;
        return true;
    }
    return false;
}
