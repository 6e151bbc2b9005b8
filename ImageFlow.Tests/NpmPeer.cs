using System.Diagnostics;

namespace ImageFlow.Tests;

/// <summary>Programs from npm that tests compare with: a committed package.json and lock, installed when a test first asks.</summary>
internal static class NpmPeer
{
    private static readonly Lock Gate = new();

    /// <summary>Installs what the folder's lock says, unless it is there; skips the test where npm cannot.</summary>
    /// <param name="folder">Below <c>ImageFlow.Tests</c>.</param>
    /// <returns>The folder's full path.</returns>
    public static string Install(params string[] folder)
    {
        string path = Path.Combine([SharedData.RepositoryRoot, "ImageFlow.Tests", .. folder]);
        lock (Gate)
        {
            if (!IsInstalled(path))
            {
                string? complaint = Complaint(path);
                Assert.SkipWhen(complaint is not null, $"npm cannot install the packages of {string.Join('/', folder)}: {complaint}");
            }
        }

        return path;
    }

    /// <summary>A Node.js program in the folder, its streams redirected.</summary>
    public static Process Start(string folder, string program, params string[] arguments) => Process.Start(new ProcessStartInfo(program, arguments)
    {
        WorkingDirectory = folder,
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    /// <summary>npm writes its own lock into node_modules when all else is there.</summary>
    private static bool IsInstalled(string path)
    {
        string marker = Path.Combine(path, "node_modules", ".package-lock.json");
        return File.Exists(marker) && File.GetLastWriteTimeUtc(marker) >= File.GetLastWriteTimeUtc(Path.Combine(path, "package-lock.json"));
    }

    private static string? Complaint(string path)
    {
        try
        {
            using Process process = Start(path, OperatingSystem.IsWindows() ? "npm.cmd" : "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
            process.StandardInput.Close();
            process.OutputDataReceived += (_, _) => { };
            process.BeginOutputReadLine();
            string error = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? null : error.Trim();
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            return e.Message;
        }
    }
}
