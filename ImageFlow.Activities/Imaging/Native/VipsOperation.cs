namespace ImageFlow.Activities.Imaging.Native;

/// <summary>
/// A call of one libvips operation: name it, set its inputs, run it, take its outputs, dispose it. Enumerations are set by their number,
/// which GLib converts.
/// </summary>
internal sealed unsafe class VipsOperation : IDisposable
{
    private readonly string name;
    private nint operation;
    private bool built;

    public VipsOperation(string name)
    {
        VipsRuntime.EnsureStarted();
        this.name = name;
        operation = NativeVips.OperationNew(name);
        if (operation == 0)
        {
            throw VipsException.Of(name);
        }
    }

    public VipsOperation Set(string property, int number)
    {
        GValue value = Initialised(GType.Int);
        NativeVips.ValueSetInt(&value, number);
        return SetAndUnset(property, &value);
    }

    public VipsOperation Set(string property, bool flag)
    {
        GValue value = Initialised(GType.Boolean);
        NativeVips.ValueSetBoolean(&value, flag ? 1 : 0);
        return SetAndUnset(property, &value);
    }

    public VipsOperation Set(string property, double number)
    {
        GValue value = Initialised(GType.Double);
        NativeVips.ValueSetDouble(&value, number);
        return SetAndUnset(property, &value);
    }

    /// <summary>Never pass text that a user wrote: libvips reads options out of some strings.</summary>
    public VipsOperation Set(string property, string text)
    {
        GValue value = Initialised(GType.String);
        NativeVips.ValueSetString(&value, text);
        return SetAndUnset(property, &value);
    }

    public VipsOperation Set(string property, VipsImage image)
    {
        GValue value = Initialised(NativeVips.ImageGetType());
        NativeVips.ValueSetObject(&value, image);
        return SetAndUnset(property, &value);
    }

    public VipsOperation Set(string property, ReadOnlySpan<double> numbers)
    {
        GValue value = Initialised(NativeVips.TypeFromName("VipsArrayDouble"));
        fixed (double* items = numbers)
        {
            NativeVips.ValueSetArrayDouble(&value, items, numbers.Length);
        }

        return SetAndUnset(property, &value);
    }

    /// <summary>Lets the operation read these bytes, which must stay where they are until everything made of them is disposed.</summary>
    public VipsOperation Set(string property, EncodedImage bytes)
    {
        nint blob = NativeVips.BlobNew(0, bytes.Pointer, (nuint)bytes.Length);
        GValue value = Initialised(NativeVips.BlobGetType());
        NativeVips.ValueSetBoxed(&value, blob);
        NativeVips.AreaUnref(blob);
        return SetAndUnset(property, &value);
    }

    /// <exception cref="VipsException">The operation failed.</exception>
    public VipsOperation Run()
    {
        if (NativeVips.CacheOperationBuild(ref operation) != 0)
        {
            throw VipsException.Of(name);
        }

        built = true;
        return this;
    }

    public VipsImage GetImage(string property = "out")
    {
        GValue value = Initialised(NativeVips.ImageGetType());
        NativeVips.ObjectGetProperty(operation, property, &value);
        nint image = NativeVips.ValueGetObject(&value);
        NativeVips.ObjectRef(image);
        NativeVips.ValueUnset(&value);
        return new(image);
    }

    public VipsBlob GetBlob(string property = "buffer")
    {
        GValue value = Initialised(NativeVips.BlobGetType());
        NativeVips.ObjectGetProperty(operation, property, &value);
        nint blob = NativeVips.AreaCopy(NativeVips.ValueGetBoxed(&value));
        NativeVips.ValueUnset(&value);
        return new(blob);
    }

    /// <summary>Runs the operation and takes its only image.</summary>
    public VipsImage RunToImage()
    {
        using (this)
        {
            return Run().GetImage();
        }
    }

    public void Dispose()
    {
        if (operation == 0)
        {
            return;
        }

        NativeVips.ObjectUnrefOutputs(operation);
        NativeVips.ObjectUnref(operation);
        operation = 0;
    }

    private static GValue Initialised(nuint type)
    {
        GValue value = default;
        NativeVips.ValueInit(&value, type);
        return value;
    }

    private VipsOperation SetAndUnset(string property, GValue* value)
    {
        ObjectDisposedException.ThrowIf(operation == 0, this);
        if (built)
        {
            throw new InvalidOperationException($"{name} has run already.");
        }

        NativeVips.ObjectSetProperty(operation, property, value);
        NativeVips.ValueUnset(value);
        return VipsRuntime.TakeCritical() is { } message
            ? throw new ArgumentException($"{name} has no property '{property}' of this type: {message}", nameof(property))
            : this;
    }
}
