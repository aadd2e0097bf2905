//! How recorded menus speak.

use super::{Cue, Sign, cue};

/// The wording of menus.
pub(super) const CUES: &[Cue] = &[
    // A menu offers keys for wishes.
    cue(
        Sign::Menu,
        45,
        r"(?:for|to|if|need|inquir\w+|enquir\w+|support|sales|billing|service|else|otherwise|emergency|urgent|or|and|please|now|then|simply|just)(?: \w+){0,8}? PUSH KEY",
    ),
    cue(Sign::Menu, 40, r"PUSH KEY (?:for|to|now|if|followed|or|at any time|and)"),
    cue(Sign::Menu, 25, r"(?:press|push|dial|hit) KEY$"),
    cue(Sign::Menu, 20, r"^(?:press|push|dial|select) KEY"),
    cue(Sign::Menu, 40, r"(?:for|to) (?:\w+ ){1,6}(?:say|press or say|say or press|dial|press) \w+(?: now)?$"),
    cue(
        Sign::Menu,
        45,
        r"(?:press|push|dial|say|enter) (?:or (?:press|push|say) )?(?:any key|KEY or say|(?:or|and) say)",
    ),
    cue(Sign::Menu, 20, r"^\w+(?: \w+)? (?:press )?KEY$"),
    cue(
        Sign::Menu,
        35,
        r"(?:stay|remain|hold)(?: on)?(?: the line)? for (?:an? |the |our )?(?:\w+ )?(?:operator|receptionist|reception|front desk|representative|attendant|agent)",
    ),
    // It asks to be listened to and offers to begin again.
    cue(Sign::Menu, 45, r"(?:menu|options?) (?:items )?(?:have|has) (?:recently )?(?:been )?(?:changed|updated)"),
    cue(Sign::Menu, 45, r"(?:following|next|these|those|all|our) (?:menu )?(?:options|menu|selections|choices)"),
    cue(Sign::Menu, 35, r"listen (?:carefully|closely)"),
    cue(
        Sign::Menu,
        45,
        r"(?:to (?:hear|repeat)|repeat) (?:the|this|these|those|that|your|our)(?: \w+){0,2} (?:menu|message|options|again|choices)",
    ),
    cue(Sign::Menu, 40, r"(?:main|previous) menu"),
    cue(Sign::Menu, 40, r"(?:you have|you) (?:selected|chosen|entered)"),
    cue(Sign::Menu, 45, r"(?:not a valid|invalid|is not recognized) ?(?:option|entry|selection|extension|choice)?"),
    cue(
        Sign::Menu,
        35,
        r"(?:enter|key in|type|say)(?: \w+){0,4} (?:number|code|pin|extension|postcode|zip code)(?: \w+){0,3} (?:now|followed|on your|using|then)|followed by (?:the )?(?:pound|hash|star)|(?:say or|or) (?:type|key in|enter)",
    ),
    cue(
        Sign::Menu,
        35,
        r"(?:keypad|touch tone|touchtone|telephone key)\w*|(?:select|choose) (?:from|one of)(?: \w+){0,3} (?:following|options?)|to continue in",
    ),
    cue(
        Sign::Menu,
        40,
        r"^(?:please |now ){0,2}(?:enter|key in|punch in|input) (?:your|the|an?)(?: \w+){0,4} (?:number|code|pin|extension|postcode|zip code|digits|password|id)",
    ),
    cue(Sign::Menu, 40, r"^(?:please |just |you can ){0,2}say (?:\w+ ){1,4}or (?:\w+ ?){1,3}$"),
    // It has extensions and directories.
    cue(
        Sign::Menu,
        45,
        r"(?:know|dial|enter)(?: \w+){0,4} (?:extension|party)(?: \w+){0,4} (?:dial|enter|press|it|now|time)",
    ),
    cue(Sign::Menu, 40, r"(?:dial by name|company|staff|name|employee) directory"),
    cue(Sign::Menu, 30, r"(?:dial|enter) (?:it|the|your)(?: \w+){0,3} (?:now|at any time|anytime|followed by)"),
    // It speaks other languages, and says how to get to them.
    cue(
        Sign::Menu,
        40,
        r"para (?:español|espanol|continuar|ingl[eé]s)|oprima|marque|presione|pour (?:le |un )?(?:service|fran[cç]ais|continuer)|appuyez|faites le|composez|f[uü]r deutsch|i gael\w*|ar gyfer|pwyswch",
    ),
    cue(
        Sign::Menu,
        35,
        r"(?:for|in) (?:english|spanish|french|welsh|irish|hindi)(?: \w+){0,3} (?:press|say|dial|stay)",
    ),
    // Every wish has its branch.
    cue(Sign::Menu, 25, r"(?:for|to reach)(?: \w+){0,6} (?:stay|remain|hold)(?: on)?(?: the)? ?(?:line)?"),
    cue(Sign::Menu, 30, r"(?:all|any) other (?:inquir\w+|enquir\w+|callers|calls|questions|matters|requests)"),
    cue(Sign::Menu, 20, r"otherwise (?:please )?(?:press|stay|hold|remain|dial|wait|leave)"),
    cue(
        Sign::Menu,
        30,
        r"if (?:this is|you have|you are (?:experiencing|having|calling (?:about|with|to report)|reporting)|you can smell|you smell|there is)(?: \w+){0,3} (?:emergency|gas|fire|flood|leak|burglary|signal)",
    ),
    cue(Sign::Menu, 35, r"hang up and (?:dial|call|ring)|please (?:dial|call) (?:nine one one|nine nine nine|911|999)"),
    cue(
        Sign::Menu,
        20,
        r"if you are (?:a |an |calling )?(?:\w+ )?(?:current|existing|new|a customer|client|returning|prospective)",
    ),
    cue(
        Sign::Menu,
        15,
        r"(?:new|existing|current) (?:and|or) (?:new|existing|prospective) (?:customers|clients|patients)",
    ),
    cue(Sign::Recorded, 10, r"^(?:hello and )?(?:welcome to)"),
];
