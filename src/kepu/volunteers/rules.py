"""Who may do what with volunteers, teams, sessions and staff.

The office has the district; a unit's head has the unit's teams; a leader has the teams that he leads; a community confirms what was done in
its area. A volunteer has himself. Nobody confirms his own hours.
"""

from __future__ import annotations

from typing import Any

import rules

from kepu.organizations.access import allowed
from kepu.organizations.actors import RESIDENT, Actor
from kepu.organizations.file_access import register_checker
from kepu.organizations.models import Role
from kepu.organizations.rules import has_role, is_office

from .actors import VolunteerActor
from .models import Qualification, Team, Volunteer

#: States of a membership in which a volunteer is the team's business.
IN_TEAM = ("applied", "invited", "active")


def team_of(obj: Any) -> Team:
    """The team that an object of this room belongs to."""
    if isinstance(obj, Team):
        return obj
    found: Team = obj.session.team if hasattr(obj, "session") else obj.team
    return found


@rules.predicate
def leads_team(actor: Actor, obj: Any = None) -> bool:
    """The actor is one of the team's leaders; without an object whether he may be one."""
    if actor.role != Role.TEAM_LEADER or actor.membership is None:
        return False
    return obj is None or team_of(obj).leaders.filter(pk=actor.membership.pk).exists()


@rules.predicate
def has_unit(actor: Actor, obj: Any = None) -> bool:
    """The team belongs to the actor's unit."""
    return actor.unit is not None and (obj is None or team_of(obj).unit_id == actor.unit.pk)


@rules.predicate
def hosts(actor: Actor, obj: Any = None) -> bool:
    """The session is held in the area of the actor's community."""
    if actor.role != Role.COMMUNITY or actor.unit is None:
        return False
    area = None if obj is None else getattr(obj, "session", obj).area
    return obj is None or (area is not None and actor.unit.area_id is not None and area.pk == actor.unit.area_id)


@rules.predicate
def is_self(actor: Actor, obj: Any = None) -> bool:
    """A volunteer and what is his own."""
    if not isinstance(actor, VolunteerActor) or actor.volunteer is None:
        return False
    return obj is None or actor.volunteer.pk == (
        obj.pk if isinstance(obj, Volunteer) else getattr(obj, "volunteer_id", getattr(obj, "expert_id", None))
    )


@rules.predicate
def is_resident(actor: Actor) -> bool:
    """Somebody without an account on a public page."""
    return actor.role == RESIDENT


@rules.predicate
def is_volunteer(actor: Actor) -> bool:
    """Somebody who acts as a volunteer; the services see to it that he acts for himself."""
    return isinstance(actor, VolunteerActor) and actor.volunteer is not None


def _in_teams_of(actor: Actor, volunteer: Volunteer) -> bool:
    memberships = volunteer.team_memberships.filter(state__in=IN_TEAM)
    if actor.role == Role.TEAM_LEADER:
        return memberships.filter(team__leaders=actor.membership).exists()
    return actor.unit is not None and memberships.filter(team__unit=actor.unit).exists()


@rules.predicate
def has_person(actor: Actor, obj: Any = None) -> bool:
    """The volunteer is, or applies to be, in a team of the actor's unit or one that he leads."""
    return obj is None or _in_teams_of(actor, obj if isinstance(obj, Volunteer) else obj.volunteer)


@rules.predicate
def has_staff(actor: Actor, obj: Any = None) -> bool:
    """The member of staff works in the actor's unit."""
    return actor.unit is not None and (obj is None or obj.unit_id == actor.unit.pk)


@rules.predicate
def sent_it(actor: Actor, obj: Any = None) -> bool:
    """The invitation comes from the actor's unit."""
    return actor.unit is not None and (obj is None or obj.unit_id == actor.unit.pk)


is_head, is_reporter = has_role(Role.UNIT_HEAD), has_role(Role.UNIT_REPORTER)
is_team_leader = has_role(Role.TEAM_LEADER)
watches = has_role(Role.LEADER, Role.AUDITOR)
works_here = is_office | watches | is_head | is_reporter | is_team_leader | has_role(Role.COMMUNITY)
manages_team = is_office | (is_head & has_unit) | leads_team
manages_person = is_office | ((is_head | is_team_leader) & has_person)

rules.add_perm("volunteers.view_teams", works_here)
rules.add_perm("volunteers.create_team", is_office | (is_head & has_unit))
rules.add_perm("volunteers.change_team", manages_team)
rules.add_perm("volunteers.view_members", manages_team | (is_reporter & has_unit))
rules.add_perm("volunteers.change_skills", is_office)
rules.add_perm("volunteers.change_rules", is_office)
rules.add_perm("volunteers.change_times", manages_team)
rules.add_perm("volunteers.change_own_times", manages_person | is_self)

rules.add_perm("volunteers.view_people", manages_person | (is_reporter & has_person) | is_self)
rules.add_perm("volunteers.list_people", is_office | is_head | is_reporter | is_team_leader)
rules.add_perm("volunteers.apply", is_resident)
rules.add_perm("volunteers.add_person", is_office | is_head | is_team_leader)
rules.add_perm("volunteers.change_person", manages_person | is_self)
rules.add_perm("volunteers.move_person", manages_person)
rules.add_perm("volunteers.reveal_person", manages_person)
rules.add_perm("volunteers.leave", manages_person | is_self)
rules.add_perm("volunteers.erase_person", is_office | is_self)
rules.add_perm("volunteers.export_person", is_office | is_self)
rules.add_perm("volunteers.manage_district", is_office)
rules.add_perm("volunteers.import_people", is_office)
rules.add_perm("volunteers.export_people", is_office | is_head | is_team_leader)
rules.add_perm("volunteers.decide_member", manages_team)
rules.add_perm("volunteers.end_member", manages_team | is_self)
rules.add_perm("volunteers.find_team", works_here | is_volunteer)
rules.add_perm("volunteers.apply_to_team", is_self)

rules.add_perm("volunteers.view_sessions", works_here)
rules.add_perm("volunteers.open_session", manages_team | (is_reporter & has_unit))
rules.add_perm("volunteers.change_session", manages_team | (is_reporter & has_unit))
rules.add_perm("volunteers.enter_session", is_volunteer)
rules.add_perm("volunteers.sign_up", is_self)
rules.add_perm("volunteers.assign", manages_team | (is_reporter & has_unit))
rules.add_perm("volunteers.check_in", is_self)
rules.add_perm("volunteers.register_presence", manages_team | hosts)
rules.add_perm("volunteers.show_code", manages_team | (is_reporter & has_unit) | hosts)
rules.add_perm("volunteers.confirm_hours", manages_team | hosts)
rules.add_perm("volunteers.correct_hours", manages_team)
rules.add_perm("volunteers.issue_certificate", manages_person | is_self)
rules.add_perm("volunteers.revoke_certificate", is_office)
rules.add_perm("volunteers.view_statistics", works_here)

rules.add_perm("volunteers.view_experts", works_here)
rules.add_perm("volunteers.change_expert", is_office)
rules.add_perm("volunteers.invite_expert", is_office | is_head | is_reporter | is_team_leader | has_role(Role.COMMUNITY))
rules.add_perm("volunteers.withdraw_invitation", is_office | sent_it)
rules.add_perm("volunteers.answer_invitation", is_office | is_self)
rules.add_perm("volunteers.view_staff", is_office | watches | ((is_head | is_reporter) & has_staff))
rules.add_perm("volunteers.change_staff", is_office | ((is_head | is_reporter) & has_staff))


def _may_see_paper(actor: Actor, paper_id: str) -> bool:
    paper = Qualification.objects.filter(pk=paper_id, volunteer__district=actor.district).select_related("volunteer").first()
    return paper is not None and allowed(actor, "volunteers.view_people", paper.volunteer)


register_checker("volunteers.qualification", _may_see_paper)


def leads_any(actor: Actor) -> bool:
    """Whether the actor leads a team at all."""
    return actor.membership is not None and Team.objects.filter(leaders=actor.membership).exists()
