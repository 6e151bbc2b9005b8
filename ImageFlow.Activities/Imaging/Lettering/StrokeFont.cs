using System.Collections.Frozen;
using System.Text;

namespace ImageFlow.Activities.Imaging.Lettering;

/// <summary>
/// ImageFlow's own letters, so that a text looks the same on every machine: a Lambda function has no fonts at all. Drawn with lines in the way
/// that <see cref="Glyph.Read"/> tells; capitals are 9 units high, small letters 6, and 3 reach below the base line.
/// </summary>
internal static class StrokeFont
{
    public const double SmallHeight = 6;

    private static readonly FrozenDictionary<int, Glyph> Glyphs = Read("""
        A 0d3m6d 1g5g
        B 0d0m ~0m5m5i0i ~0i6i6d0d
        C ~6k6m0m0d6d6f
        D 0d0m ~0m6m6d0d
        E 5m0m0d5d 0i4i
        F 5m0m0d 0i4i
        G ~6k6m0m0d6d6h 6h3h
        H 0d0m 6d6m 0i6i
        I 0d0m
        J ~4m4d0d0g
        K 0d0m 6m0h 2i6d
        L 0m0d5d
        M 0d0m4g8m8d
        N 0d0m6d6m
        O @0m6m6d0d
        P 0d0m ~0m6m6h0h
        Q @0m6m6d0d 4f7c
        R 0d0m ~0m6m6h0h 3h6d
        S ~6k6m0m0i6i6d0d0f
        T 0m6m 3m3d
        U ~0m0d6d6m
        V 0m3d6m
        W 0m2d4k6d8m
        X 0m6d 0d6m
        Y 0m3h6m 3h3d
        Z 0m6m0d6d
        a @0j5j5d0d 5j5d
        b 0m0d @0j5j5d0d
        c ~5h5j0j0d5d5f
        d 5m5d @0j5j5d0d
        e 0g5g ~5g5j0j0d5d5e
        f ~4m1m1i1d 0j3j
        g @0j5j5d0d ~5j5a0a0b
        h 0m0d ~0g0j5j5d
        i 0d0j 0l0m
        j ~2j2a0a 2l2m
        k 0m0d 4j0g 1h4d
        l 0m0d
        m 0d0j ~0g0j4j4d ~4g4j8j8d
        n 0d0j ~0g0j5j5d
        o @0j5j5d0d
        p 0j0a @0j5j5d0d
        q 5j5a @0j5j5d0d
        r 0d0j ~0g0j4j
        s ~5i5j0j0g5g5d0d0e
        t ~1m1i1d4d 0j3j
        u ~0j0d5d5g 5j5d
        v 0j2d4j
        w 0j2d4i6d8j
        x 0j5d 0d5j
        y 0j3d 5j2a
        z 0j5j0d5d
        0 @0m5m5d0d
        1 0k2m2d
        2 ~0k0m6m6h0d 0d6d
        3 ~0l0m6m6i2i ~2i6i6d0d0e
        4 4d4m0g6g
        5 6m0m0i ~0i6i6d0d0e
        6 ~5m0m0f @0i6i6d0d
        7 0m6m2d
        8 @0m6m6i0i @0i6i6d0d
        9 @0m6m6h0h ~6k6d1d
        ! 0m0g 0d0d
        " 0m0k 2m2k
        # 1d2m 4d5m 0g6g 0j6j
        $ ~6k6m0m0i6i6d0d0f 3n3c
        % 0d6m @0m2m2k0k @4f6f6d4d
        & ~6d1j1m4m4j0g0d4d6h
        ' 0m0k
        ( ~2n0n0b2b
        ) ~0n2n2b0b
        * 2m2i 0l4j 0j4l
        + 0h6h 3e3k
        , 1e0b
        - 0h4h
        . 0d0d
        / 0b5n
        : 0d0d 0i0i
        ; 1e0b 1i1i
        < 5k0h5e
        = 0g6g 0i6i
        > 0k5h0e
        ? ~0k0m5m5i2i2g 2d2d
        @ ~6e6d0d0m8m8f5f5j2j2f5f
        [ 2n0n0b2b
        \ 0n5b
        ] 0n2n2b0b
        ^ 0j2m4j
        _ 0c6c
        ` 0m1k
        { ~2n1n1h0h ~0h1h1b2b
        | 0n0b
        } ~0n1n1h2h ~2h1h1b0b
        ~ ~0h0i3i3h6h6i
        ¡ 0d0j 0m0m
        ¿ ~5f5d0d0g3g3j 3m3m
        © @0m8m8d0d ~6j6k2k2f6f6g
        ® @0m8m8d0d 3f3k ~3k6k6h3h 4h6f
        ° @0m3m3j0j
        · 0h0h
        • 0h0h 0i0i 1h1h 1i1i
        × 0f5k 0k5f
        ÷ 0h6h 3k3k 3e3e
        – 0h5h
        — 0h8h
        … 0d0d 3d3d 6d6d
        ‘ 0k1m
        ’ 1m0k
        “ 0k1m 2k3m
        ” 1m0k 3m2k
        « 2j0g2d 5j3g5d
        » 0j2g0d 3j5g3d
        € ~6l6m1m1d6d6e 0i4i 0g4g
        £ ~5l5m1m1h1d0d 0d5d 0h4h
        ß ~0d0m4m4i2i ~2i5i5d2d
        æ ~0i0j4j4g ~4g0g0d4d4g 4g8g ~8g8j4j4d8d8e
        Æ 0d4m8m 4m4d8d 1g4g 4i7i
        œ @0j4j4d0d 4g8g ~8g8j4j4d8d8e
        Œ ~8m0m0d8d 4m4d 4i7i
        ø @0j5j5d0d 0c5k
        Ø @0m6m6d0d 0c6n
        ł 1m1d 0g2j
        Ł 1m1d6d 0g3j
        đ 5m5d @0j5j5d0d 3l6l
        Đ 1d1m ~1m7m7d1d 0i3i
        ð @0j5j5d0d ~5g5l1m 1k4m
        Ð 1d1m ~1m7m7d1d 0i3i
        þ 0m0a @0j5j5d0d
        Þ 0d0m ~0k6k6f0f
        ı 0d0j
        """);

    /// <summary>Marks that stand on or under a letter, by their place in Unicode's block of combining marks.</summary>
    private static readonly FrozenDictionary<int, Glyph> Accents = new (int Mark, string Drawing)[]
    {
        (0x300, "0m2k"), (0x301, "0k2m"), (0x302, "0k2m4k"), (0x303, "~0k0l2l2k4k4l"), (0x304, "0k4k"), (0x306, "~0m0k4k4m"), (0x307, "0k0k"),
        (0x308, "0k0k 3k3k"), (0x309, "~0m2m2l1l1k"), (0x30A, "@0m2m2k0k"), (0x30B, "0k1m 2k3m"), (0x30C, "0m2k4m"), (0x31B, "~7k7j6i"),
        (0x323, "0a0a"), (0x327, "~1d2d2b0b"), (0x328, "~1d0d0b2b"), (0x331, "0b4b"),
    }.ToFrozenDictionary(entry => entry.Mark, entry => Glyph.Read(entry.Drawing));

    public static Glyph? Find(Rune rune) => Glyphs.GetValueOrDefault(rune.Value);

    public static Glyph? Accent(Rune rune) => Accents.GetValueOrDefault(rune.Value);

    private static FrozenDictionary<int, Glyph> Read(string drawings) => drawings.Split('\n').ToFrozenDictionary(line => (int)line[0], line => Glyph.Read(line[2..]));
}
