/* SPDX-License-Identifier: EUPL-1.2 */
#include "lib/sortition/report_texts.h"

static const char *const texts[TEXTS][2] = {
    [TEXT_DECIMAL_POINT] = {",", "."},
    [TEXT_THOUSANDS] = {"\u00A0", ","},
    [TEXT_PERCENT] = {"{0}\u00A0%", "{0}%"},
    [TEXT_TITLE] = {"{0}: så gick lottningen till", "{0}: how the lottery was held"},
    [TEXT_ASKED_HEADING] = {"Uppdraget", "What was asked for"},
    [TEXT_ASKED] =
        {"{0} personer skulle lottas fram bland de {1} som hade anmält sig. Gruppen skulle likna "
         "befolkningen. Därför var det bestämt i förväg hur många av varje slag den minst och högst "
         "fick ha. Gränserna står i tabellerna nedan.",
         "{0} people were to be drawn from the {1} who had volunteered. The group was to resemble the "
         "population. So it had been decided beforehand how many of each kind it must have at least, "
         "and may have at most. The tables below give these limits."},
    [TEXT_ONE_OF_A_HOUSEHOLD] =
        {"Ur ett och samma hushåll kunde högst en person lottas fram.",
         "At most one person of a household could be drawn."},
    [TEXT_HOUSEHOLDS_UNKNOWN] =
        {"Lottningen tog ingen hänsyn till vilka som bor tillsammans.",
         "The lottery did not consider who lives together."},
    [TEXT_POOL_HEADING] = {"De anmälda och gruppen", "The volunteers and the group"},
    [TEXT_POOL_DRAWN] =
        {"Så många hade anmält sig, så många fick gruppen ha, och så många blev det.",
         "How many had volunteered, how many the group could have, and how many it has."},
    [TEXT_POOL_EXPECTED] =
        {"Så många hade anmält sig, så många får gruppen ha, och så många blir det i genomsnitt.",
         "How many had volunteered, how many the group can have, and how many it will have on average."},
    [TEXT_POOL] = {"Anmälda", "Volunteers"},
    [TEXT_ALLOWED] = {"Tillåtet antal", "Allowed number"},
    [TEXT_DRAWN] = {"I gruppen", "In the group"},
    [TEXT_EXPECTED] = {"I genomsnitt", "On average"},
    [TEXT_CHANCES_HEADING] = {"Chanserna", "The chances"},
    [TEXT_CHANCES_EQUAL] =
        {"Alla som kunde lottas fram hade samma chans: {0}, ungefär 1 på {1}.",
         "Everyone who could be drawn had the same chance: {0}, about 1 in {1}."},
    [TEXT_CHANCES] =
        {"Av dem som kunde lottas fram hade den med minst chans {0}, ungefär 1 på {1}. Hälften hade {2} "
         "eller mer. Den med störst chans hade {3}.",
         "Of those who could be drawn, the least likely had a chance of {0}, about 1 in {1}. Half of "
         "them had {2} or more. The most likely had {3}."},
    [TEXT_CHANCES_WHY] =
        {"Om alla hade haft samma chans hade den varit {0}. Men gränserna ska hållas. När få av ett "
         "slag har anmält sig får var och en av dem större chans, och när många har gjort det blir "
         "chansen mindre.",
         "Had all chances been equal, each would have been {0}. But the limits must be kept. Where few "
         "of a kind volunteered, each of them has a larger chance, and where many did, a smaller one."},
    [TEXT_LEXIMIN] =
        {"Lotteriet är gjort så att den minsta chansen är så stor som gränserna tillåter, sedan den "
         "näst minsta, och så vidare.",
         "The lottery makes the smallest chance as large as the limits allow, then the next smallest, "
         "and so on."},
    [TEXT_MAXIMIN] =
        {"Lotteriet är gjort så att den minsta chansen är så stor som gränserna tillåter.",
         "The lottery makes the smallest chance as large as the limits allow."},
    [TEXT_NASH] =
        {"Lotteriet är gjort så att produkten av allas chanser blir så stor som gränserna tillåter. Så "
         "vägs goda chanser för många mot mycket små för någon.",
         "The lottery makes the product of all chances as large as the limits allow. It weighs good "
         "chances for all against very small ones for anyone."},
    [TEXT_GREEDY] =
        {"Gruppen lottades fram en person i taget, varje gång bland dem som det var svårast att få "
         "tillräckligt många av. Med det sättet vet ingen hur stor chans var och en hade.",
         "The group was drawn one person at a time, each time from those it was hardest to get enough "
         "of. Nobody knows how large each chance was when it is done this way."},
    [TEXT_EXACT] =
        {"Det är uträknat, och chanserna stämmer på {0} procentenheter när.",
         "This has been computed, and the chances are right to within {0} percentage points."},
    [TEXT_NOT_EXACT] =
        {"Datorn blev inte färdig med uträkningen: det här är det bästa lotteri den hann hitta.",
         "The computer did not finish: this is the best lottery that it found in time."},
    [TEXT_ON_NO_PANEL] =
        {"{0} av de anmälda kunde inte lottas fram. Hur gruppen än sätts samman inom gränserna finns "
         "det ingen plats för dem.",
         "{0} of the volunteers could not be drawn. However the group is put together within the "
         "limits, there is no place for them."},
    [TEXT_DRAW_HEADING] = {"Dragningen", "The draw"},
    [TEXT_ROUNDED] =
        {"Lotteriet skrevs ut som en lista med {0} numrerade grupper, alla inom gränserna och alla lika "
         "troliga. Ju större chans någon har, desto fler av grupperna står den personen i. Listan "
         "avrundar chanserna: ingens ändrades med mer än {1} procentenheter, och den minsta blev {2}. "
         "Sedan drogs ett nummer.",
         "The lottery was written out as a list of {0} numbered groups, all within the limits and all "
         "equally likely. The larger a person's chance, the more of the groups they are in. The list "
         "rounds the chances: nobody's changed by more than {1} percentage points, and the smallest "
         "became {2}. Then a number was drawn."},
    [TEXT_FROZEN] =
        {"Allt som avgjorde låstes före dragningen. Filernas gemensamma kontrollsumma (SHA-256 av "
         "manifestet) är `{0}`. Dragningen heter ”{1}”.",
         "Everything that decided was frozen before the draw. The checksum of all files (SHA-256 of the "
         "manifest) is `{0}`. The draw is called “{1}”."},
    [TEXT_BY_STREAM] =
        {"Slumpen kom från en offentlig källa som var utsedd i förväg. Den blev: ”{0}”. Det gav grupp "
         "nummer **{1}** av 0 till {2}.",
         "Chance came from a public source named beforehand. It said: “{0}”. That gave group number "
         "**{1}** of 0 to {2}."},
    [TEXT_BY_BALLS] =
        {"Numret drogs inför publik: ”{0}”. Det gav grupp nummer **{1}** av 0 till {2}.",
         "The number was drawn in public: “{0}”. That gave group number **{1}** of 0 to {2}."},
    [TEXT_BY_SEED] =
        {"Gruppen drogs av programmet med startvärdet `{0}`.",
         "The group was drawn by the program with the seed `{0}`."},
    [TEXT_CHECK_HEADING] = {"Kontrollera själv", "Check it yourself"},
    [TEXT_CHECK_MANIFEST] =
        {"Kör `sha256sum manifest.txt`. Summan ska vara den som står ovan, och den ska ha varit "
         "offentlig före dragningen.",
         "Run `sha256sum manifest.txt`. The sum must be the one above, and must have been public before "
         "the draw."},
    [TEXT_CHECK_FILES] =
        {"Kör `sha256sum -c manifest.txt`. Då syns det att ingen fil har ändrats sedan dess.",
         "Run `sha256sum -c manifest.txt`. It shows that no file has changed since."},
    [TEXT_CHECK_SELF] =
        {"Var du anmäld? Sök efter din kod i `panels.csv`. Antalet rader den står på, delat med {0}, är "
         "din chans.",
         "Did you volunteer? Look for your code in `panels.csv`. The number of rows that have it, "
         "divided by {0}, is your chance."},
    [TEXT_CHECK_DRAW] =
        {"Kör `radslag sortition verify` med protokollet. Då görs dragningen om.",
         "Run `radslag sortition verify` with the transcript. It makes the draw again."},
    [TEXT_CHECK_FORMULA] =
        {"Det går också utan vårt program. Nyckeln är SHA-256 av fyra rader: `sortition-draw-v1`, "
         "dragningens namn, manifestets summa och slumpen, var och en följd av en radbrytning. Numret "
         "är de första 8 byten av SHA-256 av nyckeln och 8 nollbyte, som heltal, modulo antalet "
         "grupper. I det ytterst ovanliga fall då talet är för stort tas nästa 8 byte.",
         "Our program is not needed for that. The key is the SHA-256 of four lines: "
         "`sortition-draw-v1`, the name of the draw, the sum of the manifest, and what chance said, "
         "each followed by a line feed. The number is the first 8 bytes of the SHA-256 of the key and 8 "
         "zero bytes, as an integer, modulo the number of groups. In the extremely rare case that the "
         "integer is too large, the next 8 bytes are taken."},
    [TEXT_CHECK_PANEL] =
        {"Grupp {0} i `panels.csv` är den som lottades fram.",
         "Group {0} in `panels.csv` is the one that was drawn."},
    [TEXT_CHECK_SEED] =
        {"Kör om dragningen med samma filer, samma version av programmet och samma startvärde: det blir "
         "samma grupp.",
         "Run the draw again with the same files, the same version of the program and the same seed: it "
         "gives the same group."},
};

const char *report_text(enum sortition_language language, enum report_text text)
{
    return texts[text][language == SORTITION_SWEDISH ? 0 : 1];
}
