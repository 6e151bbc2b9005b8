using System.IO.Compression;
using System.Text;

namespace ImageFlow.Server.Rest;

/// <summary>Texts as a zip archive.</summary>
internal static class Archive
{
    // The same flow gives the same bytes: entries bear the first time that a zip archive can hold.
    public static byte[] Zip(IEnumerable<(string Name, string Text)> files)
    {
        using MemoryStream buffer = new();
        using (ZipArchive archive = new(buffer, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, text) in files)
            {
                var entry = archive.CreateEntry(name);
                entry.LastWriteTime = new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
                using var content = entry.Open();
                content.Write(Encoding.UTF8.GetBytes(text.EndsWith('\n') ? text : text + "\n"));
            }
        }

        return buffer.ToArray();
    }

    public static string FileName(string name) => new([.. name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '-')]);
}
