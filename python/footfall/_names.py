"""Tables of names: keypoints of pose models by index, and markers of common sets."""

from __future__ import annotations


def _pairs(*stems: str) -> tuple[str, ...]:
    return tuple(f"{side}_{stem}" for stem in stems for side in ("left", "right"))


_COCO17 = ("nose", *_pairs("eye", "ear", "shoulder", "elbow", "wrist", "hip", "knee", "ankle"))
_LEFT_FOOT = ("left_big_toe", "left_small_toe", "left_heel")
_RIGHT_FOOT = ("right_big_toe", "right_small_toe", "right_heel")

SKELETONS: dict[str, tuple[str, ...]] = {
    "coco17": _COCO17,
    "halpe26": (
        *_COCO17,
        "head_top",
        "neck",
        "mid_hip",
        *_pairs("big_toe", "small_toe", "heel"),
    ),
    "coco133": (
        *_COCO17,
        *_LEFT_FOOT,
        *_RIGHT_FOOT,
        *(f"face_{i}" for i in range(68)),
        *(f"left_hand_{i}" for i in range(21)),
        *(f"right_hand_{i}" for i in range(21)),
    ),
    "body25": (
        "nose",
        "neck",
        "right_shoulder",
        "right_elbow",
        "right_wrist",
        "left_shoulder",
        "left_elbow",
        "left_wrist",
        "mid_hip",
        "right_hip",
        "right_knee",
        "right_ankle",
        "left_hip",
        "left_knee",
        "left_ankle",
        "right_eye",
        "left_eye",
        "right_ear",
        "left_ear",
        *_LEFT_FOOT,
        *_RIGHT_FOOT,
    ),
    "body25b": (*_COCO17, "neck", "head_top", *_LEFT_FOOT, *_RIGHT_FOOT),
    "mediapipe33": (
        "nose",
        "left_eye_inner",
        "left_eye",
        "left_eye_outer",
        "right_eye_inner",
        "right_eye",
        "right_eye_outer",
        "left_ear",
        "right_ear",
        "mouth_left",
        "mouth_right",
        *_pairs("shoulder", "elbow", "wrist", "pinky", "index", "thumb"),
        *_pairs("hip", "knee", "ankle", "heel", "big_toe"),
    ),
}

# Canonical stem: names it goes by in marker sets, without the side, the preferred one first.
# Sets covered: Plug-in Gait, Helen Hayes, Cleveland-like cluster sets with epicondyles and
# malleoli, OpenSim's example models, video-to-marker tools, and depth-camera skeletons.
_SIDED: dict[str, tuple[str, ...]] = {
    "heel": ("heel", "hee", "cal", "calc", "calcaneus", "heelb"),
    "big_toe": ("bigtoe", "footindex", "hallux", "hlx", "foottip"),
    "small_toe": ("smalltoe", "littletoe"),
    "toe": ("toe", "toetip", "toes", "mt2", "2mt", "2nd", "2meta", "smh", "met2", "foot"),
    "first_metatarsal": ("mt1", "mtp1", "1mt", "1st", "1meta", "fmh", "met1", "toemed"),
    "fifth_metatarsal": ("mt5", "mtp5", "5mt", "5th", "5meta", "vmh", "met5", "toelat"),
    "ankle": (
        *("ankle", "ank", "lmal", "lml", "lm", "anklelat", "latmal", "lateralmalleolus"),
        *("malleolus", "ajc"),
    ),
    "medial_ankle": ("mankle", "mmal", "mml", "mm", "anklemed", "anklemedial", "medmal"),
    "knee": ("knee", "kne", "lek", "lfc", "lep", "llep", "kneelat", "lateralepicondyle", "kjc"),
    "medial_knee": ("mknee", "mek", "mfc", "mep", "mlep", "kneemed", "kneemedial"),
    "hip": ("hip", "hjc", "hjcreg", "hipjc"),
    "greater_trochanter": ("gtr", "gtro", "troc", "trochanter", "greatertrochanter", "gt"),
    "asis": ("asis", "asi"),
    "psis": ("psis", "psi"),
    "iliac_crest": ("iliaccrest", "ilcr", "ic"),
    "shoulder": ("shoulder", "sho", "acr", "acromion", "acromium", "acrom", "sjc"),
    "clavicle": ("clavicle",),
    "elbow": ("elbow", "elb", "elbowlat", "lel", "lelb", "el", "ejc"),
    "medial_elbow": ("elbowmed", "mel", "melb", "em"),
    "wrist": ("wrist", "wri", "wra", "wristradius", "wristlat", "faradius", "wl", "wjc"),
    "medial_wrist": ("wrb", "wristulna", "wristmed", "faulna", "wm"),
    "hand": ("hand", "fin"),
    "eye": ("eye",),
    "ear": ("ear",),
    "temple": ("temple",),
    "front_head": ("fhd", "fronthead", "headfront"),
    "back_head": ("bhd", "backhead", "headback"),
}
_CENTRAL: dict[str, tuple[str, ...]] = {
    "nose": ("nose",),
    "neck": ("neck", "cshoulder", "midshoulder"),
    "head": ("head",),
    "head_top": ("headtop", "tophead", "htop", "vertex"),
    "mid_hip": ("midhip", "chip", "hipcenter", "pelvis", "spinebase"),
    "sacrum": ("sacrum", "sacr", "vsac", "vsacral", "sacral", "sac", "s2", "s1"),
    "c7": ("c7", "cv7"),
    "t10": ("t10", "tv10"),
    "clavicle": ("clav", "clavicle", "jn", "ij", "sjn"),
    "sternum": ("strn", "sternum", "stern", "xiph", "px", "sxs"),
}


def _marker_table() -> dict[str, str]:
    table: dict[str, str] = {}
    for stem, aliases in _SIDED.items():
        for alias in aliases:
            for side in ("left", "right"):
                for name in (side[0] + alias, side + alias, alias + side):
                    table.setdefault(name, f"{side}_{stem}")
    for stem, aliases in _CENTRAL.items():
        for alias in aliases:
            table.setdefault(alias, stem)
    return table


# Common marker sets, keyed by the name in lower case without spaces, dots, dashes and underscores.
# Where two markers of a file have one canonical name, the key that stands first here keeps it.
MARKERS: dict[str, str] = _marker_table()
