using System.Globalization;

namespace ImageFlow.Activities.Imaging;

/// <summary>Colours as inputs write them.</summary>
internal static class Colour
{
    /// <param name="text"><c>#rrggbb</c>.</param>
    /// <returns>Red, green, blue: 0 to 255.</returns>
    /// <exception cref="InvalidInputError">The text is no colour.</exception>
    public static double[] Parse(string activity, string member, string text) =>
        text.Length == 7 && text[0] == '#' && int.TryParse(text.AsSpan(1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int rgb)
            ? [rgb >> 16, (rgb >> 8) & 0xFF, rgb & 0xFF]
            : throw new InvalidInputError(activity, member, "must be a colour of the form #rrggbb");
}
