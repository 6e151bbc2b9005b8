Console.WriteLine("imageflow");
