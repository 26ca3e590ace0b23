package org.echelle.torchscript.samples;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.echelle.api.SampleSource;
import org.echelle.torch.HostTensor;
import org.echelle.torch.Weights;
import org.echelle.torchscript.ScriptException;

/** Rows of one file; files are mapped, so that a row costs nothing until it is asked for. */
final class RowsSource implements SampleSource {
    /** Inputs as PyTorch's own hooks are written down beside outputs and activations: with them the rest is no input. */
    private static final Pattern NUMBERED = Pattern.compile("input\\.\\d{1,3}(\\..+)?");

    private final Weights file;
    private final Map<String, HostTensor> tensors = new LinkedHashMap<>();
    private final int size;

    RowsSource(Path path) {
        this.file = Weights.read(path);
        List<String> inputs =
                file.names().stream().filter(n -> NUMBERED.matcher(n).matches()).toList();
        List<String> names = inputs.isEmpty() ? List.copyOf(file.names()) : inputs;
        boolean single = names.size() == 1;
        long rows = -1;
        for (String name : names) {
            HostTensor tensor = file.tensor(name);
            long[] shape = tensor.shape();
            if (shape.length == 0) {
                throw new ScriptException("The tensor " + name + " of " + path
                        + " is a single number; the first dimension must count samples.");
            }
            if (rows >= 0 && shape[0] != rows) {
                throw new ScriptException("The tensors of " + path + " hold different numbers of samples, " + rows
                        + " and " + shape[0] + " (" + name + "); the first dimension must count samples.");
            }
            rows = shape[0];
            tensors.put(single ? "0" : name, tensor);
        }
        if (rows < 1 || rows > Integer.MAX_VALUE) {
            throw new ScriptException(path + " holds no samples.");
        }
        size = (int) rows;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public String id(int index) {
        return String.valueOf(index);
    }

    @Override
    public String fingerprint() {
        return file.fingerprint();
    }

    @Override
    public ArraySample load(int index) {
        Map<String, HostTensor> row = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> {
            long[] shape = tensor.shape();
            long[] one = Arrays.copyOfRange(shape, 1, shape.length);
            ByteBuffer data = tensor.data();
            int bytes = data.remaining() / size;
            row.put(name, new HostTensor(tensor.type(), one, data.slice(index * bytes, bytes)));
        });
        return new ArraySample(id(index), row, Optional.empty());
    }
}
