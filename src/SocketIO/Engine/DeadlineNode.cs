namespace SocketIoCompat.Engine;

/// <summary>
/// Something that waits in a <see cref="DeadlineQueue"/>, linked in place: arming allocates nothing. A node waits in one
/// queue at a time and is armed by its owner under the owner's lock.
/// </summary>
internal abstract class DeadlineNode
{
    internal DeadlineQueue? Queue;
    internal DeadlineNode? Previous;
    internal DeadlineNode? Next;
    internal long Due;

    /// <summary>
    /// The wait is over. Called outside the queue's lock, so the owner must look under its own lock whether
    /// <see cref="IsArmed"/>: then it was armed again meanwhile and this call means nothing.
    /// </summary>
    public abstract void OnDeadline();

    public bool IsArmed => Volatile.Read(ref Queue) != null;

    public void Disarm() => Volatile.Read(ref Queue)?.Remove(this);
}
