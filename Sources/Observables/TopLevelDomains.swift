/// The last labels by which a host name is told from a file name, a package name or a sentence.
///
/// A bare name is detected as a Host only when its last label is one of `known` or Punycode. The list holds all
/// country codes and the generic domains met in practice; a name under another one is found where the column
/// declares `type: Host`, and inside URLs and mail addresses, where nothing depends on this list.
final class TopLevelDomains: Sendable {
    static let shared = TopLevelDomains()

    private init() {}

    let known = LabelSet(countries + " " + generic + " " + local)
    /// Endings that make `logo@2x.png` no mail address.
    let fileEndings = LabelSet(files)
    /// Top-level domains that in running text nearly always end a file name or a field name (`user.name`).
    let filesInText = LabelSet("cab cat md mov name ps py sh so zip")
    /// First labels of reversed names such as `com.example.app`.
    let reversed = LabelSet("android com")
    /// Last labels with which a reversed name still is a host, because people do register below them.
    let plain = LabelSet("com net org info edu gov mil int arpa")
}

private let countries = """
    ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs bt bw by bz ca cc cd \
    cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg er es et eu fi fj fk fm fo fr ga gd ge \
    gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io iq ir is it je jm jo jp ke kg kh \
    ki km kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw \
    mx my mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru rw sa sb \
    sc sd se sg sh si sj sk sl sm sn so sr ss st su sv sx sy sz tc td tf tg th tj tk tl tm tn to tr tt tv tw tz ua ug \
    uk us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw
    """

private let generic = """
    com net org edu gov mil int arpa aero asia biz cat coop info jobs mobi museum name post pro tel travel xxx \
    abogado academy accountant accountants actor adult africa agency airforce amazon amsterdam apartments app apple \
    archi army art associates attorney auction audio auto autos aws baby band bank bar barcelona bargains baseball \
    basketball bayern beauty beer berlin best bet bible bid bike bingo bio black blackfriday blog blue boats bond \
    book boo boston bot boutique box brussels build builders business buy buzz bzh cab cafe cam camera camp capetown \
    capital car cards care career careers cars casa case cash casino catering center ceo cfd charity chat cheap \
    christmas church city claims cleaning click clinic clothing cloud club coach codes coffee college cologne \
    community company computer condos construction consulting contact contractors cooking cool corsica country \
    coupons courses credit creditcard cricket cruises cymru cyou dad dance date dating day dealer deals degree \
    delivery democrat dental dentist desi design dev diamonds diet digital direct directory discount diy doctor dog \
    domains download dubai durban earth eco education email energy engineer engineering enterprises equipment esq \
    estate eus events exchange expert exposed express fail faith family fan fans farm fashion feedback film final \
    finance financial fish fishing fit fitness flights florist flowers fly foo food football forex forsale forum \
    foundation frl fun fund furniture futbol fyi gal gallery game games garden gay gdn gent gift gifts gives giving \
    glass global gmbh gold golf google gop graphics gratis green gripe grocery group guide guitars guru hair hamburg \
    haus health healthcare help helsinki here hiphop hiv hockey holdings holiday homes horse hospital host hosting \
    hot hotel hotels house how icu immo immobilien inc industries ing ink institute insurance insure international \
    investments irish ist istanbul jetzt jewelry joburg joy juegos kaufen kids kim kitchen kiwi koeln krd kyoto land \
    lat law lawyer lease legal lgbt life lifestyle lighting limited limo link live living llc loan loans locker lol \
    london lotto love ltd ltda luxe luxury madrid maison makeup management map market marketing markets mba media \
    melbourne meme memorial men menu miami microsoft moda moe mom money monster mortgage moscow motorcycles mov movie \
    music nagoya navy network new news nexus ngo ninja nrw nyc observer okinawa one ong onl online ooo organic osaka \
    paris page parts partners party pay pet pharmacy phd phone photo photography photos physio pics pictures pink \
    pizza place play plumbing plus poker porn press prime prod productions prof promo properties property protection \
    pub qpon quebec quest racing radio realestate realtor realty recipes red rehab reise reisen ren rent rentals \
    repair report republican rest restaurant review reviews rich rio rip rocks rodeo room rsvp rugby ruhr run \
    ryukyu saarland safe sale salon sarl sbs school schule science scot search secure security select services sex \
    sexy shiksha shoes shop shopping show singles site ski skin soccer social software solar solutions soy spa space \
    sport spot srl storage store stream studio study style sucks supplies supply support surf surgery sydney systems \
    taipei talk tatar tattoo tax taxi team tech technology tennis theater theatre tickets tienda tips tires tirol \
    today tokyo tools top tours town toys trade trading training translations trust tube uno university vacations \
    vegas ventures vet viajes video villas vin vip vision vlaanderen vodka vote voting voto voyage wales wang watch \
    watches webcam website wed wedding whoswho wien wiki win wine work works world wow wtf xin xyz yachts yoga \
    yokohama you zip zone zuerich
    """

/// Names of private networks and the names that RFC 2606, 6761 and 7686 set aside: recognised, so that they can be
/// skipped with their reason instead of going unnoticed; `.onion` names are asked about.
private let local = "corp example home internal invalid lan local localdomain localhost onion test"

private let files = """
    asp aspx avi bak bat bin bmp cab cer cfg class conf cpl crt css csv dat db dll doc docm docx dmg dmp eml evtx exe gif \
    gz heic hta htm html ico inf ini iso jar jpeg jpg js json jsp lnk log lua mkv mov msg msi obj ocx ods odt ogg ost pcap \
    pdf pem php png pps ppt pptx pst rar rb reg rtf scr svg swf sys tar tgz tif tiff tmp ts ttf txt vbs wav webm webp woff \
    wsf xls xlsm xlsx xml xz yaml yml zip
    """
