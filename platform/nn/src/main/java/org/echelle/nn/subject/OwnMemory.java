package org.echelle.nn.subject;

import ai.djl.ndarray.NDManager;
import java.util.function.Function;
import org.echelle.api.OpenContext;

/** Memory that belongs to what is opened. */
public final class OwnMemory {
    private OwnMemory() {}

    /**
     * Makes something that owns a manager: a sub-manager of the context's, on its device. It is closed again when making fails, so that
     * weights which do not fit leave nothing behind.
     *
     * @param maker owns the manager it is given once it returns
     */
    public static <T> T of(OpenContext context, Function<? super NDManager, ? extends T> maker) {
        NDManager manager = context.manager().newSubManager(context.device());
        try {
            return maker.apply(manager);
        } catch (RuntimeException e) {
            manager.close();
            throw e;
        }
    }
}
