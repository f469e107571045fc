"""A second version of the visa paperwork, in which the office looks at the photo first."""

# What its file says, and what it would say; `changed` puts one in place of the other.
PHOTO_CHECK = (
    "  - id: status\n",
    "  - id: photo_check\n    kind: task\n    role: office\n    needs: [passport]\n"
    "    title: {en: Check the photo, ja: 写真の確認}\n    due: 3 working days after opening\n"
    "  - id: status\n",
)
EARLIER_FILING = ("coe_lead: 90", "coe_lead: 80")
