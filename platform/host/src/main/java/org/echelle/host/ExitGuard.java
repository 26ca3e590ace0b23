package org.echelle.host;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.echelle.host.spi.PluginExitException;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.osgi.framework.hooks.weaving.WeavingHook;
import org.osgi.framework.hooks.weaving.WovenClass;

/**
 * Turns calls of {@code System.exit}, {@code Runtime.exit} and {@code Runtime.halt} in plugins' classes into an exception, when a
 * class is loaded. It keeps a careless plugin (or a library in it) from ending everybody's work; it is no wall against a hostile one,
 * which has reflection: that is what a process of its own is for.
 */
final class ExitGuard implements WeavingHook {
    private static final String GUARD = Type.getInternalName(PluginExitException.class);
    private static final String GUARD_PACKAGE = PluginExitException.class.getPackageName();

    private final Set<Long> hostBundles;

    /** @param hostBundles numbers of the bundles that are left as they are */
    ExitGuard(Set<Long> hostBundles) {
        this.hostBundles = Set.copyOf(hostBundles);
    }

    @Override
    public void weave(WovenClass woven) {
        if (hostBundles.contains(woven.getBundleWiring().getBundle().getBundleId()) || !suspicious(woven.getBytes())) {
            return;
        }
        byte[] guarded = guard(woven.getBytes());
        if (guarded != null) {
            woven.setBytes(guarded);
            woven.getDynamicImports().add(GUARD_PACKAGE);
        }
    }

    /** A class that calls one of them has its name among its constants; most have not, and are not parsed. */
    private static boolean suspicious(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        return text.contains("\4exit") || text.contains("\4halt");
    }

    /** The class with those calls replaced; null when it has none. */
    static byte[] guard(byte[] bytes) {
        ClassReader reader = new ClassReader(bytes);
        ClassWriter writer = new ClassWriter(reader, 0);
        boolean[] found = {false};
        reader.accept(
                new ClassVisitor(Opcodes.ASM9, writer) {
                    @Override
                    public MethodVisitor visitMethod(
                            int access, String name, String descriptor, String signature, String[] exceptions) {
                        MethodVisitor next = super.visitMethod(access, name, descriptor, signature, exceptions);
                        return new Calls(next, found);
                    }
                },
                0);
        return found[0] ? writer.toByteArray() : null;
    }

    /** Leads the three calls elsewhere; what lies on the stack is the same, so frames stay as they are. */
    private static final class Calls extends MethodVisitor {
        private final boolean[] found;

        Calls(MethodVisitor next, boolean[] found) {
            super(Opcodes.ASM9, next);
            this.found = found;
        }

        @Override
        public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
            boolean system = opcode == Opcodes.INVOKESTATIC && owner.equals("java/lang/System") && name.equals("exit");
            boolean runtime = opcode == Opcodes.INVOKEVIRTUAL
                    && owner.equals("java/lang/Runtime")
                    && (name.equals("exit") || name.equals("halt"));
            if (descriptor.equals("(I)V") && (system || runtime)) {
                found[0] = true;
                String taken = system ? "(I)V" : "(Ljava/lang/Runtime;I)V";
                super.visitMethodInsn(Opcodes.INVOKESTATIC, GUARD, "exit", taken, false);
            } else {
                super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
            }
        }
    }
}
