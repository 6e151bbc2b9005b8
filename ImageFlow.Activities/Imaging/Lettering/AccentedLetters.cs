using System.Collections.Frozen;
using System.Text;

namespace ImageFlow.Activities.Imaging.Lettering;

/// <summary>
/// Takes accented Latin letters apart (Unicode, canonical decomposition). .NET does it only where a program carries the world's cultures along, which a
/// function need not.
/// </summary>
internal static class AccentedLetters
{
    private static readonly FrozenDictionary<int, (Rune Letter, Rune Accent)> Parts = Read(
    [
        (0x300, "ÀAÈEÌIÒOÙUàaèeìiòoùuḔĒḕēṐŌṑōẀWẁwẦÂầâẰĂằăỀÊềêỒÔồôỜƠờơỪƯừưỲYỳy"),
        (0x301, "ÁAÉEÍIÓOÚUÝYáaéeíióoúuýyĆCćcĹLĺlŃNńnŔRŕrŚSśsŹZźzḈÇḉçḖĒḗēḮÏḯïḰKḱkḾMḿmṌÕṍõṒŌṓōṔPṕpṸŨṹũẂWẃwẤÂấâẮĂắăẾÊếêỐÔốôỚƠớơỨƯứư"),
        (0x302, "ÂAÊEÎIÔOÛUâaêeîiôoûuĈCĉcĜGĝgĤHĥhĴJĵjŜSŝsŴWŵwŶYŷyẐZẑzẬẠậạỆẸệẹỘỌộọ"),
        (0x303, "ÃAÑNÕOãañnõoĨIĩiŨUũuṼVṽvẪÂẫâẴĂẵăẼEẽeỄÊễêỖÔỗôỠƠỡơỮƯữưỸYỹy"),
        (0x304, "ĀAāaĒEēeĪIīiŌOōoŪUūuḠGḡgḸḶḹḷṜṚṝṛ"),
        (0x306, "ĂAăaĔEĕeĞGğgĬIĭiŎOŏoŬUŭuẶẠặạ"),
        (0x307, "ĊCċcĖEėeĠGġgİIŻZżzḂBḃbḊDḋdḞFḟfḢHḣhṀMṁmṄNṅnṖPṗpṘRṙrṠSṡsṤŚṥśṦŠṧšṨṢṩṣṪTṫtẆWẇwẊXẋxẎYẏy"),
        (0x308, "ÄAËEÏIÖOÜUäaëeïiöoüuÿyŸYḦHḧhṎÕṏõṺŪṻūẄWẅwẌXẍxẗt"),
        (0x309, "ẢAảaẨÂẩâẲĂẳăẺEẻeỂÊểêỈIỉiỎOỏoỔÔổôỞƠởơỦUủuỬƯửưỶYỷy"),
        (0x30A, "ÅAåaŮUůuẘwẙy"),
        (0x30B, "ŐOőoŰUűu"),
        (0x30C, "ČCčcĎDďdĚEěeĽLľlŇNňnŘRřrŠSšsŤTťtŽZžz"),
        (0x31B, "ƠOơoƯUưu"),
        (0x323, "ḄBḅbḌDḍdḤHḥhḲKḳkḶLḷlṂMṃmṆNṇnṚRṛrṢSṣsṬTṭtṾVṿvẈWẉwẒZẓzẠAạaẸEẹeỊIịiỌOọoỢƠợơỤUụuỰƯựưỴYỵy"),
        (0x327, "ÇCçcĢGģgĶKķkĻLļlŅNņnŖRŗrŞSşsŢTţtḐDḑdḨHḩh"),
        (0x328, "ĄAąaĘEęeĮIįiŲUųu"),
        (0x331, "ḆBḇbḎDḏdḴKḵkḺLḻlṈNṉnṞRṟrṮTṯtẔZẕzẖh"),
    ]);

    /// <summary>The letter without its accents, then the accents from the letter outward.</summary>
    public static IEnumerable<Rune> Apart(Rune rune) => Parts.TryGetValue(rune.Value, out (Rune Letter, Rune Accent) parts) ? Apart(parts.Letter).Append(parts.Accent) : [rune];

    /// <param name="lines">By accent: letters, each followed by what it is without the accent.</param>
    private static FrozenDictionary<int, (Rune Letter, Rune Accent)> Read((int Accent, string Pairs)[] lines) => lines
        .SelectMany(line => line.Pairs.Chunk(2).Select(pair => KeyValuePair.Create((int)pair[0], (new Rune(pair[1]), new Rune(line.Accent)))))
        .ToFrozenDictionary();
}
