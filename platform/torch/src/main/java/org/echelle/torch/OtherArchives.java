package org.echelle.torch;

import java.nio.file.Path;
import java.util.Map;

/** Archives of PyTorch that are neither weights nor TorchScript as it is written today, told apart by what lies in them. */
final class OtherArchives {
    private OtherArchives() {}

    /** @throws TorchException if it is one, with what to save instead */
    static void refuse(Path file, Map<String, ZipIndex.Entry> entries) {
        for (String name : entries.keySet()) {
            if (name.endsWith("/.data/extern_modules") || name.endsWith("/.data/python_version")) {
                throw new TorchException(
                        file + " is a torch.package archive, which holds Python code that only Python can run;"
                                + " save the model with torch.jit.save(torch.jit.script(model), ...) instead.");
            }
            if (name.endsWith("/models/model.json") || name.endsWith("serialized_exported_program.json")) {
                throw new TorchException(
                        file + " is a torch.export archive, in which submodules are inlined;"
                                + " save the model with torch.jit.save(torch.jit.script(model), ...) or torch.jit.trace instead.");
            }
            if (name.endsWith("/model.json") && entries.containsKey(name.replace("model.json", "attributes.pkl"))) {
                throw new TorchException(
                        file + " was written by PyTorch 1.3 or older; load and save it once with a newer PyTorch.");
            }
        }
    }
}
