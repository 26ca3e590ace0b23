package org.echelle.testkit.conformance;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.runtime.ObjectMethods;

/**
 * The JDK's memory of the class that it last compared in a record, which JDK 17 keeps strongly (JDK-8078641, mended in 19). That is no
 * fault of a plugin's: the host lets it go after each removal, and so does this.
 */
final class RecordMemory {
    private record Plain(Plain other) {}

    private RecordMemory() {}

    static void forget() {
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        try {
            MethodHandle other = lookup.findVirtual(Plain.class, "other", MethodType.methodType(Plain.class));
            for (String method : new String[] {"equals", "hashCode"}) {
                MethodType type = method.equals("equals")
                        ? MethodType.methodType(boolean.class, Plain.class, Object.class)
                        : MethodType.methodType(int.class, Plain.class);
                ObjectMethods.bootstrap(lookup, method, type, Plain.class, "other", other);
            }
        } catch (Throwable e) { // what a bootstrap method declares; this one cannot fail
            throw new IllegalStateException(e);
        }
    }
}
