"""The XML of a question of STACK: everything that its import reads, for str.format.

Source: the question type's own questiontype.php and sample questions, of STACK 4.11.
"""

VERSION = 2026010500
PENALTY = "0.1"

QUESTION = """<question type="stack">
<name><text>{name}</text></name>
<questiontext format="html"><text>{text}</text></questiontext>
<generalfeedback format="html"><text>{work}</text></generalfeedback>
<defaultgrade>{grade}</defaultgrade>
<penalty>{penalty}</penalty>
<hidden>0</hidden>
<idnumber>{identity}</idnumber>
<stackversion><text>{version}</text></stackversion>
<questionvariables><text>{variables}</text></questionvariables>
<specificfeedback format="html"><text></text></specificfeedback>
<questionnote format="html"><text></text></questionnote>
<questiondescription format="html"><text></text></questiondescription>
<questionsimplify>1</questionsimplify>
<assumepositive>0</assumepositive>
<assumereal>0</assumereal>
<prtcorrect format="html"><text></text></prtcorrect>
<prtpartiallycorrect format="html"><text></text></prtpartiallycorrect>
<prtincorrect format="html"><text></text></prtincorrect>
<decimals>{mark}</decimals>
<scientificnotation>*10</scientificnotation>
<multiplicationsign>dot</multiplicationsign>
<sqrtsign>1</sqrtsign>
<complexno>i</complexno>
<inversetrig>cos-1</inversetrig>
<logicsymbol>lang</logicsymbol>
<matrixparens>[</matrixparens>
<isbroken>0</isbroken>
<variantsselectionseed></variantsselectionseed>
{inputs}{trees}{tests}<tags>{tags}</tags>
</question>
"""
INPUT = """<input>
<name>{name}</name>
<type>numerical</type>
<tans>{right}</tans>
<boxsize>12</boxsize>
<strictsyntax>1</strictsyntax>
<insertstars>0</insertstars>
<syntaxhint></syntaxhint>
<syntaxattribute>0</syntaxattribute>
<forbidwords></forbidwords>
<allowwords></allowwords>
<forbidfloat>0</forbidfloat>
<requirelowestterms>0</requirelowestterms>
<checkanswertype>0</checkanswertype>
<mustverify>0</mustverify>
<showvalidation>0</showvalidation>
<options>allowempty</options>
</input>
"""
TREE = """<prt>
<name>{name}</name>
<value>{points}</value>
<autosimplify>1</autosimplify>
<feedbackstyle>2</feedbackstyle>
<feedbackvariables><text>{variables}</text></feedbackvariables>
{nodes}</prt>
"""
NODE = """<node>
<name>{name}</name>
<description>{description}</description>
<answertest>AlgEquiv</answertest>
<sans>{flag}</sans>
<tans>1</tans>
<testoptions></testoptions>
<quiet>1</quiet>
<truescoremode>=</truescoremode>
<truescore>{score}</truescore>
<truepenalty>{penalty}</truepenalty>
<truenextnode>-1</truenextnode>
<trueanswernote>{note}</trueanswernote>
<truefeedback format="html"><text>{said}</text></truefeedback>
<falsescoremode>=</falsescoremode>
<falsescore>0</falsescore>
<falsepenalty></falsepenalty>
<falsenextnode>{next}</falsenextnode>
<falseanswernote>{othernote}</falseanswernote>
<falsefeedback format="html"><text>{othersaid}</text></falsefeedback>
</node>
"""
TEST = """<qtest>
<testcase>{number}</testcase>
<description>{description}</description>
{inputs}{expected}</qtest>
"""
TESTED = "<testinput><name>{name}</name><value>{value}</value></testinput>\n"
EXPECTED = """<expected>
<name>{name}</name>
<expectedscore>{score}</expectedscore>
<expectedpenalty>{penalty}</expectedpenalty>
<expectedanswernote>{note}</expectedanswernote>
</expected>
"""
