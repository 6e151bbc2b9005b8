using ImageFlow.Activities.Imaging.Native;

namespace ImageFlow.Activities.Faces;

/// <summary>The cascade that finds faces, loaded once it is needed.</summary>
public static class FaceModel
{
    /// <summary>Names another cascade than the one beside the program.</summary>
    public const string PathVariable = "IMAGEFLOW_FACE_CASCADE";

    public const string FileName = "lbpcascade_frontalface_improved.xml";

    private static readonly Lazy<FaceDetector> Loaded = new(() => Load(Environment.GetEnvironmentVariable(PathVariable) ?? Path.Combine(ProgramFolder.Of(typeof(FaceModel).Assembly, FileName), FileName)));

    /// <exception cref="FileNotFoundException">There is no such file; the message says what to do.</exception>
    public static FaceDetector Detector => Loaded.Value;

    public static FaceDetector Load(string path) => File.Exists(path)
        ? new FaceDetector(Cascade.Load(path))
        : throw new FileNotFoundException($"The face detector's cascade is not at '{path}': build with npm within reach, or let {PathVariable} name OpenCV's {FileName} (Debian: package opencv-data).", path);
}
