namespace ImageFlow.Deployment.Packages;

/// <summary>The package of the functions for one kind of processor.</summary>
/// <param name="File">The zip.</param>
/// <param name="Sha256">Of the zip, lower-case hexadecimal.</param>
/// <param name="Bytes">The zip's length.</param>
public sealed record LambdaPackage(string File, string Sha256, long Bytes)
{
    public const string Arm = "arm64";
    public const string Intel = "x86_64";

    private const string Project = "ImageFlow.Lambda";

    /// <summary>The name of the zip in a folder.</summary>
    public static string FileName(string architecture) => $"lambda-{architecture}.zip";

    /// <summary>Builds the functions for a kind of processor, libvips with them, and packs them.</summary>
    /// <param name="sourceFolder">The folder with <c>ImageFlow.sln</c>.</param>
    /// <param name="architecture"><see cref="Arm"/> or <see cref="Intel"/>.</param>
    /// <exception cref="DeploymentException">The build fails, or libvips is not among its results.</exception>
    public static async Task<LambdaPackage> BuildAsync(string sourceFolder, string architecture, string targetFolder, CancellationToken cancellationToken = default)
    {
        string runtime = architecture switch
        {
            Arm => "linux-arm64",
            Intel => "linux-x64",
            _ => throw new ArgumentException($"There is no architecture '{architecture}'; choose {Arm} or {Intel}.", nameof(architecture)),
        };
        string project = Path.Combine(sourceFolder, Project, Project + ".csproj");
        if (!System.IO.File.Exists(project))
        {
            throw new DeploymentException($"'{project}' is not there: the functions are built from source; run this in ImageFlow's folder, or name it with --source.");
        }

        string work = Directory.CreateTempSubdirectory("imageflow-package-").FullName;
        try
        {
            string published = Path.Combine(work, "published");
            await PublishAsync(project, runtime, published, Path.Combine(work, "build"), cancellationToken);
            string zip = Path.Combine(targetFolder, FileName(architecture));
            string hash = ReproducibleZip.Write(published, zip);
            return new LambdaPackage(zip, hash, new FileInfo(zip).Length);
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    /// <summary>
    /// Paths of this machine are mapped away and symbols left out, so that neither the folder the source lies in nor that of the build reaches the bytes: names of types
    /// that generators write hold a hash of their path.
    /// Intermediate files have a folder of their own, apart from those of other builds.
    /// </summary>
    private static async Task PublishAsync(string project, string runtime, string folder, string build, CancellationToken cancellationToken)
    {
        ProcessResult result = await Processes.RunAsync(
            "dotnet",
            [
                "publish", project, "--configuration", "Release", "--runtime", runtime, "--self-contained", "false", "--output", folder, "--artifacts-path", build, "--nologo", "--verbosity", "quiet",
                "-p:UseAppHost=false", "-p:DebugType=none", "-p:Deterministic=true", "-p:ContinuousIntegrationBuild=true",
                $"-p:PathMap={Path.GetFullPath(Path.Combine(Path.GetDirectoryName(project)!, ".."))}=/source%2C{build}=/build", "-p:IncludeSourceRevisionInInformationalVersion=false",
            ],
            "Install the .NET SDK 10, which builds the functions.",
            cancellationToken);
        if (result.ExitCode != 0)
        {
            throw new DeploymentException($"The functions could not be built for {runtime}:\n{result.Output}{result.Error}");
        }

        if (!System.IO.File.Exists(Path.Combine(folder, "libvips-cpp.so")))
        {
            throw new DeploymentException($"The build for {runtime} holds no libvips; unset the environment variable VIPS_LIB, which says that one is installed already.");
        }
    }
}
