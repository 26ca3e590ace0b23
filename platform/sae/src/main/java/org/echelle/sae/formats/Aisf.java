package org.echelle.sae.formats;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.echelle.sae.PlainForm;
import org.echelle.sae.SaeException;
import org.echelle.torch.HostTensor;
import org.echelle.torch.TorchZipWriter;
import org.echelle.torch.Weights;

/**
 * ai-safety-foundation's sparse_autoencoder and what grew from it (Discover-then-Name, Mammo-SAE): one {@code .pt} with
 * {@code tied_bias}, {@code encoder.weight [(c,) n, d]}, {@code encoder.bias}, {@code decoder.weight [(c,) d, n]}; ReLU. The axis c
 * counts components and must be 1. Source: {@code autoencoder/model.py}, {@code components/*.py}.
 */
final class Aisf extends ForeignFormat {
    private static final String FILE = "sparse_autoencoder_final.pt";

    @Override
    public String name() {
        return "aisf";
    }

    @Override
    public String layout() {
        return "one .pt state dict (tied_bias, encoder.weight [n, d], encoder.bias, decoder.weight [d, n]), as of Mammo-SAE and DN-CBM";
    }

    @Override
    boolean fits(Source source) {
        return source.weights(FILE)
                .filter(w -> w.names().contains("tied_bias")
                        && (w.names().containsAll(Set.of("encoder.weight", "decoder.weight"))
                                || w.names().containsAll(Set.of("encoder._weight", "decoder._weight"))))
                .isPresent();
    }

    @Override
    ImportedDictionary read(Source source, ImportSettings settings) {
        Weights file = source.required(FILE);
        Map<String, HostTensor> plain = new LinkedHashMap<>();
        int components = 0;
        for (String name : file.names()) {
            HostTensor tensor = file.tensor(name);
            String bare = name.replace("._", ".");
            int rank = bare.endsWith(".weight") ? 2 : 1;
            if (tensor.shape().length == rank + 1) {
                components = Math.max(components, (int) tensor.shape()[0]);
                if (tensor.shape()[0] != 1) {
                    throw new SaeException("The file " + file.path() + " holds " + tensor.shape()[0]
                            + " dictionaries at once (first axis of " + name + "); save each of them by itself.");
                }
                long[] shape = tensor.shape();
                tensor = tensor.reshape(java.util.Arrays.copyOfRange(shape, 1, shape.length));
            }
            plain.put(bare, tensor);
        }
        Draft draft = new Draft(name(), Weights.of(plain), "encoder.weight", false, "decoder.weight", true);
        draft.biases("encoder.bias", "tied_bias").relu();
        draft.origin("file", String.valueOf(file.path().getFileName()))
                .origin("fingerprint", file.fingerprint())
                .origin("components", components);
        return draft.done();
    }

    @Override
    Export export(PlainForm form) {
        requirePlainRows(form);
        requireAutoencoder(form);
        if (!isRelu(form)) {
            throw lost((form.k() > 0 ? "the choice of the k = " + form.k() + " largest" : "the threshold")
                    + " would be lost: the format has ReLU only");
        }
        boolean axis = Integer.valueOf(1).equals(origin(form, "components", 0));
        Export export = Export.file(FILE, file -> {
            Map<String, HostTensor> out = new LinkedHashMap<>();
            out.put("tied_bias", form.outputBias());
            out.put("encoder.weight", form.encoder());
            out.put("encoder.bias", biasIfTied(form));
            out.put("decoder.weight", turned(form.decoder()));
            if (axis) {
                out.replaceAll((name, tensor) -> withAxis(tensor));
            }
            TorchZipWriter.write(file, out);
        });
        if (!tied(form)) {
            export.note(FOLDED);
        }
        return export;
    }

    private static HostTensor withAxis(HostTensor tensor) {
        long[] shape = tensor.shape();
        long[] longer = new long[shape.length + 1];
        longer[0] = 1;
        System.arraycopy(shape, 0, longer, 1, shape.length);
        return tensor.reshape(longer);
    }
}
