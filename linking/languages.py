"""What differs from language to language: Wikipedia's codes, the letter I, and how letters join a link."""

from __future__ import annotations

# Codes under which a Wikipedia exists or existed: `[[xx:Title]]` is an interlanguage link, never an article.
# https://meta.wikimedia.org/wiki/List_of_Wikipedias, with the aliases that the interwiki map holds.
WIKIPEDIA_CODES = frozenset(
    """
    aa ab ace ady af ak als alt am ami an ang ann anp ar arc ary arz as ast atj av avk awa ay az azb ba ban bar bat-smg
    bbc bcl bdr be be-tarask be-x-old bew bg bh bi bjn blk bm bn bo bpy br bs btm bug bxr ca cbk-zam cdo ce ceb ch cho
    chr chy ckb cmn co cr crh cs csb cu cv cy cz da dag de dga din diq dk dsb dtp dty dv dz ee egl el eml en eo epo es
    et eu ext fa fat ff fi fiu-vro fj fo fon fr frp frr fur fy ga gag gan gcr gd gl glk gn gom gor got gpe gsw gu guc
    gur guw gv ha hak haw he hi hif ho hr hsb ht hu hy hyw hz ia iba id ie ig igl ii ik ilo inh io is it iu ja jam jbo
    jp jv ka kaa kab kaj kbd kbp kcg kea kg kge ki kj kk kl km kn knc ko koi kr krc ks ksh ku kus kv kw ky la lad lb
    lbe lez lfn lg li lij lld lmo ln lo lrc lt ltg lv lzh mad mai map-bms mdf mg mh mhr mi min minnan mk ml mn mni mnw
    mo mos mr mrj ms mt mus mwl my myv mzn na nah nan nap nb nds nds-nl ne new ng nia nl nn no nov nqo nr nrm nso nup
    nv ny oc olo om or os pa pag pam pap pcd pcm pdc pfl pi pih pl pms pnb pnt ps pt pwn qu rki rm rmy rn ro roa-rup
    roa-tara rsk ru rue rup rw sa sah sat sc scn sco sd se sg sgs sh shi shn shy si simple sk skr sl sm smn sn so sq sr
    srn ss st stq su sv sw syl szl szy ta tay tcy tdd te tet tg th ti tig tk tl tly tn to tokipona tpi tr trv ts tt tum
    tw ty tyv udm ug uk ur uz ve vec vep vi vls vo vro wa war wo wuu xal xh xmf yi yo yue za zea zgh zh zh-cfr
    zh-classical zh-cn zh-min-nan zh-tw zh-yue zu
    """.split()
)

# Prefixes of the interwiki map that editors use in articles: sister projects and sites of reference.
# https://meta.wikimedia.org/wiki/Interwiki_map
INTERWIKI_PREFIXES = frozenset(
    """
    acronym advisory b betawikiversity bugzilla bulba c c2 category-wiki chapter cmn commons commonswiki d dbdump dict
    dictionary disinfopedia doi donate download ethnologue evowiki exotica f foldoc foundation foundationwiki freedefine
    gerrit git google googledefine googlegroups hdl imdbname imdbtitle incubator infosecpedia iso jargonfile jstor kmwiki
    listarchive literateprograms lqfb luxo m mail mailarchive mariowiki mediawikiwiki mediazilla memoryalpha meta
    metawiki metawikimedia metawikipedia mw mwot n oeis oldwikisource openlibrary orthodoxwiki osmwiki otrs otrswiki
    outreach outreachwiki phab phabricator q quality rev rfc s scholar scores serieswiki sourceforge spcom species
    strategy strategywiki svgworld tclerswiki technorati testwiki toolforge toollabs tools translatewiki tswiki tvtropes
    urbandict usability usemod v vikidia viaf voy votewiki w webster wg wiki wikia wikiasite wikibooks wikicities
    wikidata wikidatawiki wikihow wikilivres wikimania wikimedia wikinews wikipediawikipedia wikiquote wikisource
    wikispecies wikispot wikitech wikiversity wikivoyage wikt wiktionary wipipedia wm wmar wmau wmbe wmch wmcz wmde
    wmdk wmf wmfi wmfr wmhk wmid wmil wmin wmit wmnl wmno wmpl wmrs wmru wmse wmsk wmuk wookieepedia wowwiki xkcd
    """.split()
)

# Here I is the capital of dotless ı, and İ that of i; all other languages pair I with i.
DOTLESS_LANGUAGES = frozenset("tr az crh gag kaa kk lzz tly tt diq zza".split())

# Titles in these begin with İ where another wiki's would begin with I (MediaWiki's LanguageTr, LanguageAz, LanguageKaa).
DOTTED_TITLE_LANGUAGES = frozenset("tr az kaa".split())
