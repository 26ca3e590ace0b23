package org.echelle.host;

import java.lang.invoke.CallSite;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.runtime.ObjectMethods;

/**
 * Makes the JDK forget the class that it last compared in a record.
 *
 * <p>{@code equals} and {@code hashCode} of a record adapt two static method handles of {@link ObjectMethods} to the type of each
 * component, and a method handle of JDK 17 remembers its last adaptation strongly (JDK-8078641, mended in 19). The last plugin
 * whose record held a type of its own would stay in memory for as long as the host runs; seen in a heap dump as
 * {@code ObjectMethods.OBJECT_EQ -> asTypeCache -> ptypes -> class of the plugin}. Adapting them to a type of the host takes its place.
 */
final class RecordHandles {
    private record Blank(RecordHandles nothing) {}

    private RecordHandles() {}

    static void forgetPlugins() {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            MethodHandle getter =
                    lookup.findVirtual(Blank.class, "nothing", MethodType.methodType(RecordHandles.class));
            make(lookup, "equals", MethodType.methodType(boolean.class, Blank.class, Object.class), getter);
            make(lookup, "hashCode", MethodType.methodType(int.class, Blank.class), getter);
        } catch (Throwable e) { // what a bootstrap method declares; ours cannot fail
            throw new IllegalStateException("the methods of a record cannot be made", e);
        }
    }

    private static void make(MethodHandles.Lookup lookup, String name, MethodType type, MethodHandle getter)
            throws Throwable {
        CallSite made = (CallSite) ObjectMethods.bootstrap(lookup, name, type, Blank.class, "nothing", getter);
        assert made.type().equals(type);
    }
}
