package walk;

import java.lang.reflect.Field;
import java.util.List;
import org.echelle.api.Domain;
import org.echelle.api.SubjectKind;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** A domain that ends its process when it is used, as a defect of native code does. */
public final class Crashing implements BundleActivator {
    @Override
    public void start(BundleContext context) {
        context.registerService(Domain.class, new CrashingDomain(), null);
    }

    @Override
    public void stop(BundleContext context) {}

    /** Writes to address 0. */
    static final class CrashingDomain extends Toy.ToyDomain {
        @Override
        public String name() {
            return "crash";
        }

        @Override
        public List<SubjectKind<?>> subjects() {
            try {
                Class<?> type = Class.forName("sun.misc.Unsafe");
                Field unsafe = type.getDeclaredField("theUnsafe");
                unsafe.setAccessible(true);
                type.getMethod("putLong", long.class, long.class).invoke(unsafe.get(null), 0L, 1L);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
            return List.of();
        }
    }
}
