/// What is known of a name.
enum NameState {
    /// Somebody is asking; these jobs wait for the answer.
    case asked([FetchJob])
    /// The answer, and the loop's clock until which it is believed.
    case known(NameAnswer, until: Int64)
}

extension FetchLoop {
    /// Finds the addresses of a job's host and judges them. What was judged is what is connected to.
    func begin(_ job: FetchJob) {
        job.attempts += 1
        (job.begun, job.begunAt) = (now, wallClock)
        if job.host.closedUntil > job.begun { return finish(job, .failure(.askedToWait), closed: true) }
        if let refusal = settings.addresses.refusal(ofPort: job.address.port) {
            return finish(job, .failure(.refused(refusal)))
        }
        switch job.address.host {
        case .address(let address): transfer(job, to: [address])
        case .name(let name):
            switch names[job.address.host] {
            case .known(let answer, let until) where until > job.begun: answered(job, answer)
            case .asked(let jobs): names[job.address.host] = .asked(jobs + [job])
            default:
                names[job.address.host] = .asked([job])
                let (host, resolve) = (job.address.host, settings.resolve)
                resolving.async { self.answer(host, resolve(name)) }
            }
        }
    }

    /// An answer has come, perhaps after those who wanted it were told that it is late.
    func named(_ host: HostName, _ answer: NameAnswer) {
        guard case .asked(let jobs) = names[host] else { return }
        // A failure is not remembered: the next one may ask again.
        let until = answer == .failed ? 0 : now + Int64(settings.nameMemory)
        names[host] = .known(answer, until: until)
        for job in jobs { answered(job, answer) }
    }

    private func answered(_ job: FetchJob, _ answer: NameAnswer) {
        switch answer {
        case .addresses(let addresses): transfer(job, to: addresses)
        case .noSuchName: finish(job, .failure(.noSuchName))
        case .failed: finish(job, .failure(.nameLookup))
        }
    }

    private func transfer(_ job: FetchJob, to addresses: [IPAddress]) {
        if let refusal = settings.addresses.refusal(ofAll: addresses) {
            return finish(job, .failure(.refused(refusal)))
        }
        connect(job, to: addresses)
    }

    /// Gives up names that are not answered in time. The question goes on; its answer will find nobody.
    func giveUpNames() {
        let now = now
        for (host, state) in names {
            guard case .asked(let jobs) = state else { continue }
            let late = jobs.filter { now - $0.begun >= settings.connectTimeout }
            guard !late.isEmpty else { continue }
            names[host] = .asked(jobs.filter { now - $0.begun < settings.connectTimeout })
            for job in late { finish(job, .failure(.timeout(.name))) }
        }
    }
}
