package org.echelle.torch.script;

import java.util.List;

/**
 * A module in an archive's tree.
 *
 * @param path as PyTorch's {@code named_modules} has it, such as {@code blocks.3.fc1}; empty for the outermost
 * @param type name of its class, such as {@code Linear}
 * @param methods that can be called
 * @param ownParameters number of numbers in its own tensors, without those of its submodules
 * @param parameters number of numbers in its tensors and those of its submodules, each tensor counted once
 * @param sameAs path under which the same object came before; empty for most
 */
public record ScriptModule(
        String path, String type, List<ScriptMethod> methods, long ownParameters, long parameters, String sameAs) {
    public ScriptModule {
        methods = List.copyOf(methods);
    }

    /** Number of names in its path; 0 for the outermost. */
    public int depth() {
        return path.isEmpty() ? 0 : (int) path.chars().filter(c -> c == '.').count() + 1;
    }
}
