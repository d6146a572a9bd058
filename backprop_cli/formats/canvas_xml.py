"""The files of a quiz of Canvas, as templates for `str.format`: its manifest, its settings, its questions.

Source: the elements that text2qti writes, which are those of Canvas's own exports.
"""

from __future__ import annotations

_FIRST = '<?xml version="1.0" encoding="UTF-8"?>\n'
_XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
_IMS, _CC = "http://www.imsglobal.org", "http://ltsc.ieee.org/xsd/imsccv1p1/LOM/resource"
_CANVAS = "http://canvas.instructure.com/xsd/cccv1p0"
MADE = "1980-01-01"  # the day of all, so that the same sheet gives the same bytes


def _elements(words: str) -> str:
    """Elements from words, NAME=TEXT each."""
    pairs = (word.partition("=") for word in words.split())
    return "\n".join(f"<{name}>{text}</{name}>" for name, _, text in pairs)


def _fields(words: str) -> str:
    """Fields of metadata from words, LABEL=ENTRY each."""
    pairs = (word.partition("=") for word in words.split())
    return "\n".join(
        f"<qtimetadatafield>\n<fieldlabel>{label}</fieldlabel>\n<fieldentry>{entry}</fieldentry>\n</qtimetadatafield>"
        for label, _, entry in pairs
    )


def _html(text: str) -> str:
    return f'<material>\n<mattext texttype="text/html">{text}</mattext>\n</material>'


def _feedback(ident: str, text: str) -> str:
    return f'<itemfeedback ident="{ident}">\n<flow_mat>\n{_html(text)}\n</flow_mat>\n</itemfeedback>'


def _always(feedback: str) -> str:
    """A condition that whatever is entered fulfils; after a right answer only those before it are looked at."""
    return f"""<respcondition continue="Yes">
<conditionvar>
<other/>
</conditionvar>
<displayfeedback feedbacktype="Response" linkrefid="{feedback}"/>
</respcondition>"""


MANIFEST = f"""{_FIRST}<manifest identifier="backprop_manifest_{{ident}}" xmlns="{_IMS}/xsd/imsccv1p1/imscp_v1p1" \
xmlns:lom="{_CC}" xmlns:imsmd="{_IMS}/xsd/imsmd_v1p2" {_XSI} \
xsi:schemaLocation="{_IMS}/xsd/imsccv1p1/imscp_v1p1 {_IMS}/xsd/imscp_v1p1.xsd \
{_CC} {_IMS}/profile/cc/ccv1p1/LOM/ccv1p1_lomresource_v1p0.xsd {_IMS}/xsd/imsmd_v1p2 {_IMS}/xsd/imsmd_v1p2p2.xsd">
<metadata>
<schema>IMS Content</schema>
<schemaversion>1.1.3</schemaversion>
<imsmd:lom>
<imsmd:general>
<imsmd:title>
<imsmd:string>{{title}}</imsmd:string>
</imsmd:title>
</imsmd:general>
<imsmd:lifeCycle>
<imsmd:contribute>
<imsmd:date>
<imsmd:dateTime>{MADE}</imsmd:dateTime>
</imsmd:date>
</imsmd:contribute>
</imsmd:lifeCycle>
</imsmd:lom>
</metadata>
<organizations/>
<resources>
<resource identifier="backprop_assessment_{{ident}}" type="imsqti_xmlv1p2">
<file href="backprop_assessment_{{ident}}/backprop_assessment_{{ident}}.xml"/>
<dependency identifierref="backprop_dependency_{{ident}}"/>
</resource>
<resource identifier="backprop_dependency_{{ident}}" \
type="associatedcontent/imscc_xmlv1p1/learning-application-resource" \
href="backprop_assessment_{{ident}}/assessment_meta.xml">
<file href="backprop_assessment_{{ident}}/assessment_meta.xml"/>
</resource>
</resources>
</manifest>
"""

_SETTINGS = """shuffle_answers=false scoring_policy=keep_highest hide_results= quiz_type=assignment
points_possible={points} require_lockdown_browser=false require_lockdown_browser_for_results=false
require_lockdown_browser_monitor=false lockdown_browser_monitor_data= show_correct_answers=true
anonymous_submissions=false could_be_locked=false allowed_attempts=1 one_question_at_a_time=false cant_go_back=false
available=false one_time_results=false show_correct_answers_last_attempt=false only_visible_to_overrides=false
module_locked=false"""
_ASSIGNMENT = """due_at= lock_at= unlock_at= module_locked=false workflow_state=unpublished assignment_overrides=
quiz_identifierref=backprop_assessment_{ident} allowed_extensions= has_group_category=false points_possible={points}
grading_type=points all_day=false submission_types=online_quiz position=1 turnitin_enabled=false
vericite_enabled=false peer_review_count=0 peer_reviews=false automatic_peer_reviews=false
anonymous_peer_reviews=false grade_group_students_individually=false freeze_on_copy=false
omit_from_final_grade=false intra_group_peer_reviews=false only_visible_to_overrides=false post_to_sis=false
moderated_grading=false grader_count=0 grader_comments_visible_to_graders=true anonymous_grading=false
graders_anonymous_to_graders=false grader_names_visible_to_final_grader=true
anonymous_instructor_annotations=false"""
META = f"""{_FIRST}<quiz identifier="backprop_assessment_{{ident}}" xmlns="{_CANVAS}" {_XSI} \
xsi:schemaLocation="{_CANVAS} {_CANVAS.replace("http", "https")}.xsd">
<title>{{title}}</title>
<description></description>
{_elements(_SETTINGS)}
<assignment identifier="backprop_assignment_{{ident}}">
<title>{{title}}</title>
{_elements(_ASSIGNMENT)}
<post_policy>
<post_manually>false</post_manually>
</post_policy>
</assignment>
{_elements("assignment_group_identifierref=backprop_assignment-group_{ident} assignment_overrides=")}
</quiz>
"""

ASSESSMENT = f"""{_FIRST}<questestinterop xmlns="{_IMS}/xsd/ims_qtiasiv1p2" {_XSI} \
xsi:schemaLocation="{_IMS}/xsd/ims_qtiasiv1p2 {_IMS}/xsd/ims_qtiasiv1p2p1.xsd">
<assessment ident="backprop_assessment_{{ident}}" title="{{title}}">
<qtimetadata>
{_fields("cc_maxattempts=1")}
</qtimetadata>
<section ident="root_section">
{{items}}</section>
</assessment>
</questestinterop>
"""

_METADATA = """question_type=numerical_question points_possible={points}
original_answer_ids=backprop_numerical_{ident} assessment_question_identifierref=backprop_question_ref_{ident}"""
ITEM = f"""<item ident="backprop_question_{{ident}}" title="{{title}}">
<itemmetadata>
<qtimetadata>
{_fields(_METADATA)}
</qtimetadata>
</itemmetadata>
<presentation>
{_html("{text}")}
<response_str ident="response1" rcardinality="Single">
<render_fib fibtype="Decimal">
<response_label ident="answer1"/>
</render_fib>
</response_str>
</presentation>
<resprocessing>
<outcomes>
<decvar maxvalue="100" minvalue="0" varname="SCORE" vartype="Decimal"/>
</outcomes>
{_always("general_fb")}
<respcondition continue="No">
<conditionvar>
{{condition}}
</conditionvar>
<setvar action="Set" varname="SCORE">100</setvar>
</respcondition>
{_always("general_incorrect_fb")}
</resprocessing>
{_feedback("general_fb", "{work}")}
{_feedback("general_incorrect_fb", "{wrong}")}
</item>
"""

RANGE = """<vargte respident="response1">{least}</vargte>
<varlte respident="response1">{most}</varlte>"""
EXACT = f"""<or>
<varequal respident="response1">{{exact}}</varequal>
<and>
{RANGE.format(least="{exact}", most="{exact}")}
</and>
</or>"""
