package org.echelle.torch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads a file as a user would: opens it and looks at every number of every tensor. */
final class Reading {
    private Reading() {}

    /** A bare pickle as those do who ask for arrays in it, anything else as everybody does. */
    static Weights open(Path file) {
        return file.toString().endsWith(".pkl") ? PickledArrays.read(file) : Weights.read(file);
    }

    /**
     * Writes the bytes to the file and reads all of it.
     *
     * @return how many numbers it holds
     * @throws TorchException if the reader refuses it
     */
    static long all(Path file, byte[] bytes) {
        try {
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        Weights weights = open(file);
        long numbers = 0;
        for (String name : weights.names()) {
            HostTensor tensor = weights.tensor(name);
            numbers += tensor.toFloats().length;
        }
        return numbers;
    }
}
