package org.echelle.sae;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.echelle.torch.Kernel;

/** The room's TorchScript, compiled. */
final class SaeKernel {
    private SaeKernel() {}

    static Kernel compile(Device device) {
        try (InputStream in = SaeKernel.class.getResourceAsStream("kernel.py")) {
            return Kernel.compile("sae", new String(in.readAllBytes(), StandardCharsets.UTF_8), device);
        } catch (IOException e) {
            throw new SaeException("The program's own file kernel.py cannot be read; install it anew.", e);
        }
    }

    /**
     * Rows of the encoder product that are made and consumed together: few enough for the processor's cache, enough for a fast
     * product. A GPU has no such cache and wants large products.
     */
    static int sliceRows(int batch, int features, Device device) {
        long values = device.isGpu() ? 1L << 26 : 1L << 20;
        return (int) Math.max(1, Math.min(batch, Math.max(64, values / features)));
    }

    static NDArray work(NDManager manager, int batch, int features, DataType type) {
        return manager.create(new Shape(sliceRows(batch, features, manager.getDevice()), features), type);
    }
}
