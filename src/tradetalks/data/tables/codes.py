"""Codes of industries by edition, and of countries with two letters and three: what official files call things."""

from __future__ import annotations

_ICIO_2023 = (
    "A01_02 A03 B05_06 B07_08 B09 C10T12 C13T15 C16 C17_18 C19 C20 C21 C22 C23 C24 C25 C26 C27 C28 C29 C30 "
    "C31T33 D E F G H49 H50 H51 H52 H53 I J58T60 J61 J62_63 K L M N O P Q R S T"
)
_ICIO_2025 = (
    "A01 A02 A03 B05 B06 B07 B08 B09 C10T12 C13T15 C16 C17_18 C19 C20 C21 C22 C23 C24A C24B C25 C26 C27 C28 C29 "
    "C301 C302T309 C31T33 D E F G H49 H50 H51 H52 H53 I J58T60 J61 J62_63 K L M N O P Q R S T"
)
_ICIO_2021 = (
    "01T02 03 05T06 07T08 09 10T12 13T15 16 17T18 19 20 21 22 23 24 25 26 27 28 29 30 31T33 35 36T39 41T43 45T47 "
    "49 50 51 52 53 55T56 58T60 61 62T63 64T66 68 69T75 77T82 84 85 86T88 90T93 94T96 97T98"
)
_ICIO_2018 = (
    "01T03 05T06 07T08 09 10T12 13T15 16 17T18 19 20T21 22 23 24 25 26 27 28 29 30 31T33 35T39 41T43 45T47 49T53 "
    "55T56 58T60 61 62T63 64T66 68 69T82 84 85 86T88 90T96 97T98"
)
_ICIO_2016 = (
    "C01T05AGR C10T14MIN C15T16FOD C17T19TEX C20WOD C21T22PAP C23PET C24CHM C25RBP C26NMM C27MET C28FBM C29MEQ "
    "C30T33XCEQ C31ELQ C34MTR C35TRQ C36T37OTM C40T41EGW C45CON C50T52WRT C55HTR C60T63TRN C64PTL C65T67FIN "
    "C70REA C71RMQ C72ITS C73T74OBZ C75GOV C80EDU C85HTH C90T93OTS C95PVH"
)
_FIGARO = (
    "A01 A02 A03 B C10T12 C13T15 C16 C17 C18 C19 C20 C21 C22 C23 C24 C25 C26 C27 C28 C29 C30 C31_32 C33 D35 E36 "
    "E37T39 F G45 G46 G47 H49 H50 H51 H52 H53 I J58 J59_60 J61 J62_63 K64 K65 K66 L M69_70 M71 M72 M73 M74_75 "
    "N77 N78 N79 N80T82 O84 P85 Q86 Q87_88 R90T92 R93 S94 S95 S96 T U"
)
_WIOD_2016 = (
    "A01 A02 A03 B C10-C12 C13-C15 C16 C17 C18 C19 C20 C21 C22 C23 C24 C25 C26 C27 C28 C29 C30 C31_C32 C33 D35 "
    "E36 E37-E39 F G45 G46 G47 H49 H50 H51 H52 H53 I J58 J59_J60 J61 J62_J63 K64 K65 K66 L68 M69_M70 M71 M72 M73 "
    "M74_M75 N O84 P85 Q R_S T U"
)
_WIOD_2013 = (
    "AtB C 15t16 17t18 19 20 21t22 23 24 25 26 27t28 29 30t33 34t35 36t37 E F 50 51 52 H 60 61 62 63 64 J 70 "
    "71t74 L M N O P"
)
_EORA_26 = (
    "Agriculture|Fishing|Mining and Quarrying|Food & Beverages|Textiles and Wearing Apparel|Wood and Paper|"
    "Petroleum, Chemical and Non-Metallic Mineral Products|Metal Products|Electrical and Machinery|"
    "Transport Equipment|Other Manufacturing|Recycling|Electricity, Gas and Water|Construction|"
    "Maintenance and Repair|Wholesale Trade|Retail Trade|Hotels and Restraurants|Transport|"
    "Post and Telecommunications|Finacial Intermediation and Business Activities|Public Administration|"
    "Education, Health and Other Services|Private Households|Others|Re-export & Re-import"
)
_GTAP = (
    "pdr wht gro v_f osd c_b pfb ocr ctl oap rmk wol frs fsh coa oil gas oxt cmt omt vol mil pcr sgr ofd b_t tex "
    "wap lea lum ppp p_c chm bph rpp nmm i_s nfm fmp ele eeq ome mvh otn omf ely gdt wtr cns trd afs wtp atp otp "
    "whs cmn ofi ins rsa obs ros osg edu hht dwe"
)
# Industries of each layout, in its order.
INDUSTRIES: dict[str, tuple[str, ...]] = {
    "2016": tuple(_ICIO_2016.split()),
    "2018": tuple(_ICIO_2018.split()),
    "2021": tuple(_ICIO_2021.split()),
    "2023": tuple(_ICIO_2023.split()),
    "2025": tuple(_ICIO_2025.split()),
    "figaro": tuple(_FIGARO.split()),
    "wiod2013": tuple(_WIOD_2013.split()),
    "wiod2016": tuple(_WIOD_2016.split()),
    "eora": tuple(_EORA_26.split("|")),
    "gtap": tuple(_GTAP.split()),
}
# Countries for small files, large ones first; China and Mexico early, because extended files split them.
_LARGE_FIRST = (
    "USA CHN MEX DEU JPN IND GBR FRA ITA CAN KOR BRA ESP AUS NLD POL SWE BEL IRL AUT DNK FIN GRC PRT CZE ROU HUN"
)
COUNTRIES = tuple(_LARGE_FIRST.split())
_TWO_LETTERS = """
AR ARG AT AUT AU AUS BE BEL BG BGR BR BRA CA CAN CH CHE CN CHN CY CYP CZ CZE DE DEU DK DNK EE EST ES ESP FI FIN FR FRA GB GBR
GR GRC HR HRV HU HUN ID IDN IE IRL IN IND IT ITA JP JPN KR KOR LT LTU LU LUX LV LVA MT MLT MX MEX NL NLD NO NOR PL POL PT PRT
RO ROU RU RUS SA SAU SE SWE SI SVN SK SVK TR TUR TW TWN US USA ZA ZAF CL CHL NZ NZL IL ISR IS ISL UA UKR VN VNM TH THA MY MYS
PH PHL SG SGP RS SRB AL ALB ME MNE MK MKD EG EGY NG NGA MA MAR CO COL PE PER HK HKG
EL GRC UK GBR FIGW1 ROW
"""
_PAIRS = _TWO_LETTERS.split()
# Three letters by two; Eurostat writes EL for Greece, UK for the United Kingdom and FIGW1 for the rest of the world.
THREE_LETTERS = dict(zip(_PAIRS[::2], _PAIRS[1::2], strict=True))
